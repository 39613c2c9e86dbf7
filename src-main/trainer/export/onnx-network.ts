import { analysisOf, architectureProblems } from '@shared/architecture/analysis'
import { contextOf } from '@shared/architecture/context'
import type { InputSpec } from '@shared/architecture/layers/input'
import type { ArchitectureSpec, NetworkRole } from '@shared/architecture/spec'
import { constant, input } from '../compute/compiler/build'
import { traceInference } from '../compute/compiler/capture/trace'
import { rewrite } from '../compute/compiler/graph'
import { feedInput, RESULT, stateOfInput } from '../compute/compiler/names'
import { toOnnx } from '../compute/compiler/onnx'
import { optimise } from '../compute/compiler/passes/registry'
import { sharing } from '../compute/compiler/passes/share'
import { simplification } from '../compute/compiler/passes/simplify'
import type { Inference } from '../compute/engine'
import { initialState } from '../nets/initial-state'
import { pick } from '../nets/layer'
import { applyNetwork, networkFrom, stateOf } from '../nets/network'
import { refuse } from '../program/build'

/** The network for one sample without what it does in training. */
function inferenceOf(spec: ArchitectureSpec, role: NetworkRole): Inference {
  const analysis = analysisOf(spec, role)
  const network = networkFrom(analysis)
  const context = contextOf(spec)
  const sources = new Set(
    analysis.layers.flatMap(({ node }): InputSpec['source'][] =>
      node.layer.type === 'input' ? [node.layer.source] : [],
    ),
  )
  return {
    name: role,
    feeds: [...sources].map((name) => ({ name, shape: [1, ...(context[name] ?? [])], type: 'float32' })),
    output: [1, ...(analysis.output ?? [])],
    compute: (state, feeds) =>
      applyNetwork(network, {
        mode: 'inference',
        output: 'as-built',
        state,
        source: (name) => pick(feeds, name),
        drawn: (layer) => {
          throw new Error(`the layer ${layer} draws in an inference`)
        },
      }).output,
  }
}

/**
 * A network as an ONNX model for one sample, with the weights that a run of this seed would start from. Inputs are `latent` [1, size],
 * `image` [1, height, width, channels] in [−1, 1] and `label` [1, classes] one-hot, as the network takes them; the output is `output`.
 * @throws StudioError `INVALID_CONFIG` with every problem of the architecture, `ENGINE_UNAVAILABLE` for what cannot be expressed
 */
export function onnxNetwork(spec: ArchitectureSpec, role: NetworkRole, seed: number): Uint8Array {
  refuse(architectureProblems(spec))
  const state = initialState(spec, seed)
  const inference = inferenceOf(spec, role)
  const names = new Map(inference.feeds.map(({ name }) => [feedInput(name), name]))
  const traced = rewrite(traceInference(inference, stateOf(networkFrom(analysisOf(spec, role)))), (node) => {
    if (node.operation.kind !== 'input') return node
    const { name } = node.operation
    const weight = stateOfInput(name)
    const values = weight === undefined ? undefined : state[weight]
    return values === undefined
      ? input(names.get(name) ?? name, node.shape, node.type)
      : constant(values, node.shape, node.type)
  })
  const named = {
    outputs: traced.outputs.map(({ name, node }) => ({ name: name === RESULT ? 'output' : name, node })),
  }
  return toOnnx(optimise(named, [simplification, sharing]))
}
