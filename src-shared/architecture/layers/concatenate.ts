import { z } from 'zod'
import { fits, formatShape, type LayerDefinition, misfits } from '../layer'

/** Inputs side by side along their last axis: vectors one after the other, images with the channels of all. */
export const ConcatenateSpec = z.strictObject({ type: z.literal('concatenate') })
export type ConcatenateSpec = z.infer<typeof ConcatenateSpec>

export const concatenate: LayerDefinition<ConcatenateSpec> = {
  title: 'Concatenate',
  summary: 'Joins vectors end to end, or the channels of images.',
  inputs: { min: 2, max: 16 },
  infer(_layer, inputs) {
    const [first = [], ...rest] = inputs
    const outer = formatShape(first.slice(0, -1))
    const other = rest.find((shape) => shape.length !== first.length || formatShape(shape.slice(0, -1)) !== outer)
    if (other !== undefined) {
      return misfits(
        `joins ${formatShape(first)} and ${formatShape(other)}`,
        'bring its inputs to one height and width',
      )
    }
    return fits([...first.slice(0, -1), inputs.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)])
  },
  weights: () => [],
  multiplyAdds: () => 0,
  describe: () => '',
}
