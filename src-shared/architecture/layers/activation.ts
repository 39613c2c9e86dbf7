import { z } from 'zod'
import { fits, type LayerDefinition } from '../layer'

/** An element-wise function. `slope` is the factor for negative inputs of `leaky-relu`. */
export const ActivationSpec = z.strictObject({
  type: z.literal('activation'),
  function: z.discriminatedUnion('name', [
    z.strictObject({ name: z.literal('relu') }),
    z.strictObject({ name: z.literal('leaky-relu'), slope: z.number().min(0).max(1) }),
    z.strictObject({ name: z.literal('tanh') }),
    z.strictObject({ name: z.literal('sigmoid') }),
  ]),
})
export type ActivationSpec = z.infer<typeof ActivationSpec>
export type ActivationFunction = ActivationSpec['function']

const titles: Record<ActivationFunction['name'], string> = {
  relu: 'ReLU',
  'leaky-relu': 'LeakyReLU',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
}

export const activation: LayerDefinition<ActivationSpec> = {
  title: 'Activation',
  summary: 'A function of each value: ReLU, LeakyReLU, tanh or sigmoid.',
  inputs: { min: 1, max: 1 },
  infer: (_layer, inputs) => fits(inputs[0] ?? []),
  weights: () => [],
  multiplyAdds: () => 0,
  describe({ function: f }) {
    return f.name === 'leaky-relu' ? `${titles[f.name]} ${f.slope}` : titles[f.name]
  },
}
