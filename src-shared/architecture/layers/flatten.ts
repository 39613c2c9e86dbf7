import { z } from 'zod'
import { fits, type LayerDefinition, sizeOf } from '../layer'

/** All values of a sample as one vector, in row-major order. */
export const FlattenSpec = z.strictObject({ type: z.literal('flatten') })
export type FlattenSpec = z.infer<typeof FlattenSpec>

export const flatten: LayerDefinition<FlattenSpec> = {
  title: 'Flatten',
  summary: 'Turns an image into a vector.',
  inputs: { min: 1, max: 1 },
  infer: (_layer, inputs) => fits([sizeOf(inputs[0] ?? [])]),
  weights: () => [],
  multiplyAdds: () => 0,
  describe: () => '',
}
