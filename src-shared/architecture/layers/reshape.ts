import { z } from 'zod'
import { fits, formatShape, type LayerDefinition, misfits, sizeOf } from '../layer'

/** The same values in another shape, in row-major order. */
export const ReshapeSpec = z.strictObject({ type: z.literal('reshape'), shape: z.array(z.int().min(1)).min(1).max(3) })
export type ReshapeSpec = z.infer<typeof ReshapeSpec>

export const reshape: LayerDefinition<ReshapeSpec> = {
  title: 'Reshape',
  summary: 'Gives the same values another shape.',
  inputs: { min: 1, max: 1 },
  infer(layer, inputs) {
    const shape = inputs[0] ?? []
    if (sizeOf(shape) !== sizeOf(layer.shape)) {
      const [have, want] = [sizeOf(shape), sizeOf(layer.shape)]
      return misfits(
        `gets ${have} values (${formatShape(shape)}) but ${formatShape(layer.shape)} holds ${want}`,
        `feed it ${want} values or reshape to a shape of ${have} values`,
      )
    }
    return fits(layer.shape)
  },
  weights: () => [],
  multiplyAdds: () => 0,
  describe: (layer) => formatShape(layer.shape),
}
