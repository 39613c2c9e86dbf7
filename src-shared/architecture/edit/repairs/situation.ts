import type { InferenceContext, Shape } from '../../layer'
import type { InputSpec } from '../../layers/input'
import type { LayerSpec } from '../../layers/registry'
import type { NetworkAnalysis, NetworkProblem } from '../../network-analysis'
import type { ArchitectureSpec, LayerNode, NetworkRole, NetworkSpec } from '../../spec'
import type { Edit } from '../edit'
import { nameFor } from '../names'
import { insertAfter } from '../network-edits'

/** An edit that solves a problem, in the words of a button. */
export interface Repair {
  readonly title: string
  readonly edit: Edit
}

/** A problem with everything that a repair may follow from. */
export interface Situation {
  readonly spec: ArchitectureSpec
  readonly role: NetworkRole
  readonly network: NetworkSpec
  readonly analysis: NetworkAnalysis
  readonly context: InferenceContext
  readonly problem: NetworkProblem
  /** The layer that has the problem; undefined where the network has it. */
  readonly node: LayerNode | undefined
  /** Shapes of the layer's inputs, those that are known. */
  readonly inputs: readonly Shape[]
  /** What the network works on. */
  readonly takes: InputSpec['source']
  /** The shape that the network should end at. */
  readonly end: Shape
}

/** Finds edits that may solve a problem; what does not is left out afterwards. */
export type Rule = (situation: Situation) => readonly Repair[]

/** A repair that puts another network in the place of the one with the problem. */
export const replacing = ({ role }: Situation, title: string, network: NetworkSpec): Repair => ({
  title,
  edit: { type: 'network', role, network },
})

/** A network with layers one after the other behind a layer, the first of them taking its output. */
export function insertChain(network: NetworkSpec, after: string, layers: readonly LayerSpec[]): NetworkSpec {
  let [changed, last] = [network, after]
  for (const layer of layers) {
    const name = nameFor(changed, layer.type)
    changed = insertAfter(changed, last, layer)
    last = name
  }
  return changed
}
