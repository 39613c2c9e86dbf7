import { kerasJson, tfjsJson } from '@shared/architecture/keras/document'
import type { Dialect } from '@shared/architecture/keras/graph'
import { kerasNetwork } from '@shared/architecture/keras/network'
import { readKeras } from '@shared/architecture/keras/read'
import { type RecognisedNetwork, recogniseNetwork } from '@shared/architecture/keras/recognise'
import type { Shape } from '@shared/architecture/layer'
import { type LayerSpec, weightsOf } from '@shared/architecture/layers/registry'
import { analyseNetwork } from '@shared/architecture/network-analysis'
import type { NetworkSpec } from '@shared/architecture/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validContext, validNetworks } from '../../../../support/valid-networks'

/** Keras has no maximum over a padding but “same” at stride 1. */
const writable = (layer: LayerSpec): boolean =>
  layer.type !== 'pooling' || layer.kind === 'average' || layer.padding === 0

/** Whether a layer comes back by name: orthogonal vectors do not, nor a bound that two distributions have. */
const starts = (layer: LayerSpec, input: Shape | undefined): boolean =>
  weightsOf(layer, input === undefined ? [] : [input]).every(
    ({ initialiser: { type }, shape, fanIn, fanOut }) =>
      !(type === 'orthogonal' && shape.length === 1) && !(type === 'glorot-uniform' && fanOut === 5 * fanIn),
  )

/** A residual block comes back as the layers that it stands for. */
const alike = (layer: LayerSpec, input: Shape | undefined): boolean =>
  writable(layer) && layer.type !== 'residual-block' && starts(layer, input)

/** TF.js flattens no vector. */
const named = (layer: LayerSpec, input: Shape | undefined): boolean =>
  alike(layer, input) && (layer.type !== 'flatten' || input?.length === 3)

function through(network: NetworkSpec, dialect: Dialect): RecognisedNetwork {
  const analysis = analyseNetwork(network, validContext)
  const result = kerasNetwork({ role: 'generator', network, analysis }, dialect)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  const text = dialect === 'keras' ? kerasJson(result.network) : tfjsJson(result.network)
  const read = readKeras(JSON.parse(text))
  if (read.type !== 'model') throw new Error(JSON.stringify(read))
  const recognised = recogniseNetwork(read.model)
  if (!recognised.ok) throw new Error(JSON.stringify(recognised.problems))
  return recognised.network
}

describe.each([
  ['Keras JSON', 'keras', alike],
  ['TF.js layers JSON', 'tfjs', named],
] as const)('%s', (_name, dialect, accepts) => {
  it('gives the same graph back', () => {
    fc.assert(
      fc.property(validNetworks(accepts), (network) => {
        const { network: back, notes } = through(network, dialect)
        expect(back).toEqual(network)
        expect(notes).toEqual([])
      }),
    )
  })

  it('gives the same shapes and parameters back where a layer becomes several', () => {
    fc.assert(
      fc.property(validNetworks(writable), (network) => {
        const before = analyseNetwork(network, validContext)
        const { network: back, output } = through(network, dialect)
        const after = analyseNetwork(back, validContext)
        expect(after.problems).toEqual([])
        expect([after.parameters, after.output]).toEqual([before.parameters, before.output])
        expect(output).toEqual(before.output)
      }),
    )
  })
})
