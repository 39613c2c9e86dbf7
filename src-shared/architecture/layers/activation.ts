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
    /** x above 0, else eˣ − 1 (Clevert et al. 2016, α = 1). */
    z.strictObject({ name: z.literal('elu') }),
    /** λ·x above 0, else λα(eˣ − 1) (Klambauer et al. 2017). */
    z.strictObject({ name: z.literal('selu') }),
    /** x·σ(x) (Ramachandran et al. 2017), also called SiLU. */
    z.strictObject({ name: z.literal('swish') }),
    /** x·Φ(x) with the normal distribution itself (Hendrycks and Gimpel 2016). */
    z.strictObject({ name: z.literal('gelu') }),
    /** log(1 + eˣ). */
    z.strictObject({ name: z.literal('softplus') }),
  ]),
})
export type ActivationSpec = z.infer<typeof ActivationSpec>
export type ActivationFunction = ActivationSpec['function']

const titles: Record<ActivationFunction['name'], string> = {
  relu: 'ReLU',
  'leaky-relu': 'LeakyReLU',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  elu: 'ELU',
  selu: 'SELU',
  swish: 'Swish',
  gelu: 'GELU',
  softplus: 'softplus',
}

export const activation: LayerDefinition<ActivationSpec> = {
  title: 'Activation',
  summary: 'A function of each value, such as ReLU, LeakyReLU, tanh or sigmoid.',
  inputs: { min: 1, max: 1 },
  infer: (_layer, inputs) => fits(inputs[0] ?? []),
  weights: () => [],
  multiplyAdds: () => 0,
  describe({ function: f }) {
    return f.name === 'leaky-relu' ? `${titles[f.name]} ${f.slope}` : titles[f.name]
  },
}
