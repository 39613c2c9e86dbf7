import { z } from 'zod'
import { fits, formatShape, Initialiser, type LayerDefinition, misfits, sizeOf } from '../layer'

/**
 * The term of a projection discriminator that depends on the class (Miyato and Koyama 2018, equation 3): the inner product
 * of a feature vector, the first input, with a learned vector for the class of the label, the second. Add it to the output
 * of a dense layer on the same features.
 */
export const ProjectionSpec = z.strictObject({ type: z.literal('projection'), initialiser: Initialiser })
export type ProjectionSpec = z.infer<typeof ProjectionSpec>

export const projection: LayerDefinition<ProjectionSpec> = {
  title: 'Label projection',
  summary: 'How well features go with the label: their inner product with a learned vector for its class.',
  inputs: { min: 2, max: 2 },
  infer(_layer, inputs) {
    const [features = [], label = []] = inputs
    if (features.length !== 1)
      return misfits(`needs a vector of features but gets ${formatShape(features)}`, 'insert a Flatten layer before it')
    if (label.length !== 1) return misfits(`needs a label but gets ${formatShape(label)}`, 'feed it the label input')
    return fits([1])
  },
  weights(layer, inputs) {
    const [[units = 0] = [], [classes = 0] = []] = inputs
    return [
      {
        name: 'table',
        shape: [classes, units],
        initialiser: layer.initialiser,
        fanIn: units,
        fanOut: 1,
        trainable: true,
      },
    ]
  },
  multiplyAdds: (_layer, inputs) => sizeOf(inputs[0] ?? []) * (1 + sizeOf(inputs[1] ?? [])),
  describe: () => '',
}
