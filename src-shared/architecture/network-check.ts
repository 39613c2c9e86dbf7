import { formatShape, type InferenceContext, type Shape } from './layer'
import type { InputSpec } from './layers/input'
import { analyseNetwork, type NetworkAnalysis, type NetworkProblem } from './network-analysis'
import type { NetworkRole, NetworkSpec } from './spec'

type Source = InputSpec['source']

/** What a family asks of one of its networks. */
export interface NetworkRule {
  /** What it works on: it has to take this. */
  readonly takes: Source
  /** What it may take beside that. */
  readonly mayTake?: readonly Source[]
  /** The shape that it should end at. */
  readonly ends: Shape
  /** Whether another shape will do too. */
  readonly endsToo?: (output: Shape) => boolean
}

/** A network of a system with its role and what follows from its spec. */
export interface SystemNetwork extends NetworkAnalysis {
  readonly role: NetworkRole
  /** Name of the layer whose output is the network's. */
  readonly outputLayer: string
  /** What its family asks of it. */
  readonly rule: NetworkRule
}

/** More parameters than this are refused: their values alone would take 2 GiB. */
export const MAX_PARAMETERS = 2 ** 29

function outputProblem(network: NetworkSpec, rule: NetworkRule, output: Shape): NetworkProblem[] {
  const wanted = formatShape(rule.ends)
  if (formatShape(output) === wanted || rule.endsToo?.(output) === true) return []
  const message = `puts out ${formatShape(output)}, but the network must end at ${wanted}`
  return [{ layer: network.output, message, fix: `end at ${wanted}` }]
}

/** Whether there is something to train, and not too much. */
function sizeProblem({ output, parameters }: NetworkAnalysis): NetworkProblem[] {
  if (output === undefined) return []
  if (parameters === 0) {
    return [{ layer: undefined, message: 'has no parameters to train', fix: 'add a Dense or a convolution layer' }]
  }
  if (parameters <= MAX_PARAMETERS) return []
  const [count, most] = [parameters.toLocaleString('en'), MAX_PARAMETERS.toLocaleString('en')]
  return [{ layer: undefined, message: `has ${count} parameters, more than ${most}`, fix: 'make layers smaller' }]
}

function inputProblems({ layers }: NetworkSpec, { takes, mayTake = [] }: NetworkRule) {
  const problems: NetworkProblem[] = []
  if (!layers.some(({ layer }) => layer.type === 'input' && layer.source === takes)) {
    problems.push({
      layer: undefined,
      message: `has no ${takes} input`,
      fix: `add an Input layer with the ${takes} as its source`,
    })
  }
  for (const { name, layer } of layers) {
    if (layer.type !== 'input' || layer.source === takes || mayTake.includes(layer.source)) continue
    problems.push({
      layer: name,
      message: `takes the ${layer.source}, which the network does not get`,
      fix: `choose the ${takes} as its source`,
    })
  }
  return problems
}

/** Analyses a network of a system and checks it against what its family asks of it. Never throws. */
export function checkNetwork(
  role: NetworkRole,
  network: NetworkSpec,
  context: InferenceContext,
  rule: NetworkRule,
): SystemNetwork {
  const analysis = analyseNetwork(network, context)
  const problems = [
    ...analysis.problems,
    ...inputProblems(network, rule),
    ...(analysis.output === undefined ? [] : outputProblem(network, rule, analysis.output)),
    ...sizeProblem(analysis),
  ]
  return { ...analysis, role, outputLayer: network.output, rule, problems }
}
