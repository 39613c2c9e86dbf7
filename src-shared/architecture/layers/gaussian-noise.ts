import { z } from 'zod'
import { fits, type LayerDefinition } from '../layer'

/** Adds normal noise while training; sampling leaves values as they are. */
export const GaussianNoiseSpec = z.strictObject({
  type: z.literal('gaussian-noise'),
  deviation: z.number().gt(0).max(100),
})
export type GaussianNoiseSpec = z.infer<typeof GaussianNoiseSpec>

export const gaussianNoise: LayerDefinition<GaussianNoiseSpec> = {
  title: 'Gaussian noise',
  summary: 'Adds noise to every value while training.',
  inputs: { min: 1, max: 1 },
  infer: (_layer, inputs) => fits(inputs[0] ?? []),
  weights: () => [],
  multiplyAdds: () => 0,
  describe: ({ deviation }) => `${deviation}`,
}
