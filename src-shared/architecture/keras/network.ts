import type { NetworkAnalysis } from '../network-analysis'
import type { NetworkRole, NetworkSpec } from '../spec'
import { KerasBuilder, type Unwritable } from './builder'
import { expand } from './expand'
import type { Dialect, KerasNetwork } from './graph'

/** A network that has no problems, with what follows from it. */
interface Whole {
  readonly role: NetworkRole
  readonly network: NetworkSpec
  readonly analysis: NetworkAnalysis
}

/** A network as a Keras model, or the layers that Keras does not have. */
export type KerasResult =
  | { readonly ok: true; readonly network: KerasNetwork }
  | { readonly ok: false; readonly problems: readonly Unwritable[] }

/**
 * Writes a network in the layers of Keras. A layer that Keras lacks becomes several: padding is a layer of its own, a residual
 * block its parts, an embedding a dense layer on the one-hot label. Parameters and results stay the same.
 */
export function kerasNetwork({ role, network, analysis }: Whole, dialect: Dialect): KerasResult {
  const builder = new KerasBuilder(
    dialect,
    network.layers.map(({ name }) => name),
  )
  const outputs = new Map<string, string>()
  for (const placed of analysis.layers) {
    const { name, inputs } = placed.node
    const from = inputs.map((input) => outputs.get(input) ?? input)
    outputs.set(name, expand(builder, { ...placed, name, from }))
  }
  if (builder.problems.length > 0) return { ok: false, problems: builder.problems }
  const inputs = analysis.layers.flatMap(({ node }) => (node.layer.type === 'input' ? [node.name] : []))
  const output = outputs.get(network.output) ?? network.output
  return { ok: true, network: { name: role, layers: builder.layers, inputs, output } }
}
