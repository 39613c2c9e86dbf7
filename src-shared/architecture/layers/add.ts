import { z } from 'zod'
import { fits, formatShape, type LayerDefinition, misfits } from '../layer'

/** The sum of inputs of one shape: where a skip connection comes back. */
export const AddSpec = z.strictObject({ type: z.literal('add') })
export type AddSpec = z.infer<typeof AddSpec>

export const add: LayerDefinition<AddSpec> = {
  title: 'Add',
  summary: 'The sum of its inputs, such as a skip connection and what it skips.',
  inputs: { min: 2, max: 16 },
  infer(_layer, inputs) {
    const [first = [], ...rest] = inputs
    const other = rest.find((shape) => formatShape(shape) !== formatShape(first))
    if (other === undefined) return fits(first)
    return misfits(
      `adds ${formatShape(first)} and ${formatShape(other)}`,
      'bring its inputs to one shape, such as by a convolution with a kernel of 1',
    )
  },
  weights: () => [],
  multiplyAdds: () => 0,
  describe: () => '',
}
