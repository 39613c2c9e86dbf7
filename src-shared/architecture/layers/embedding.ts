import { z } from 'zod'
import { fits, formatShape, Initialiser, type LayerDefinition, misfits, sizeOf } from '../layer'

/** A learned vector for each class; takes the label. Table [classes, units]. */
export const EmbeddingSpec = z.strictObject({
  type: z.literal('embedding'),
  units: z.int().min(1).max(1_000_000),
  initialiser: Initialiser,
})
export type EmbeddingSpec = z.infer<typeof EmbeddingSpec>

export const embedding: LayerDefinition<EmbeddingSpec> = {
  title: 'Label embedding',
  summary: 'A learned vector for each class.',
  inputs: { min: 1, max: 1 },
  infer(layer, inputs) {
    const shape = inputs[0] ?? []
    if (shape.length !== 1) return misfits(`needs a label but gets ${formatShape(shape)}`, 'feed it the label input')
    return fits([layer.units])
  },
  weights(layer, inputs) {
    const [classes = 0] = inputs[0] ?? []
    const fans = { fanIn: 1, fanOut: layer.units, trainable: true }
    return [{ name: 'table', shape: [classes, layer.units], initialiser: layer.initialiser, ...fans }]
  },
  multiplyAdds: (layer, inputs) => sizeOf(inputs[0] ?? []) * layer.units,
  describe: (layer) => `${layer.units}`,
}
