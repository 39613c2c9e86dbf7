import { z } from 'zod'
import { fits, formatShape, type LayerDefinition, misfits } from '../layer'

/** Enlarges an image by a whole factor: every pixel becomes factor × factor equal ones (Odena et al. 2016). */
export const UpsampleSpec = z.strictObject({ type: z.literal('upsample'), factor: z.int().min(2).max(16) })
export type UpsampleSpec = z.infer<typeof UpsampleSpec>

export const upsample: LayerDefinition<UpsampleSpec> = {
  title: 'Upsample',
  summary: 'Repeats pixels to enlarge the image; a convolution after it smooths the seams.',
  inputs: { min: 1, max: 1 },
  infer({ factor }, inputs) {
    const shape = inputs[0] ?? []
    const [height, width, channels] = shape
    if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
      return misfits(`needs an image but gets ${formatShape(shape)}`, 'insert a Reshape layer before it')
    }
    return fits([height * factor, width * factor, channels])
  },
  weights: () => [],
  multiplyAdds: () => 0,
  describe: ({ factor }) => `×${factor}`,
}
