import { z } from 'zod'

/** Above 0, at most 10. */
export const LearningRate = z.number().gt(0).max(10)

/** Gradient descent: w ← w − η·g. */
export const Sgd = z.strictObject({ type: z.literal('sgd'), learningRate: LearningRate })
export type Sgd = z.infer<typeof Sgd>

/** Heavy-ball momentum as PyTorch computes it: b ← μ·b + g, w ← w − η·b (Sutskever et al. 2013, without dampening). */
export const Momentum = z.strictObject({
  type: z.literal('momentum'),
  learningRate: LearningRate,
  momentum: z.number().min(0).lt(1),
})
export type Momentum = z.infer<typeof Momentum>

/** RMSprop (Hinton 2012, lecture 6) as PyTorch computes it: v ← α·v + (1 − α)·g², w ← w − η·g / (√v + ε). */
export const RmsProp = z.strictObject({
  type: z.literal('rmsprop'),
  learningRate: LearningRate,
  decay: z.number().min(0).lt(1),
  epsilon: z.number().gt(0).max(1),
})
export type RmsProp = z.infer<typeof RmsProp>

/** Adam (Kingma and Ba 2015, Algorithm 1), with ε added outside the bias-corrected root, as PyTorch does. */
export const Adam = z.strictObject({
  type: z.literal('adam'),
  learningRate: LearningRate,
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: z.number().gt(0).max(1),
})
export type Adam = z.infer<typeof Adam>

/** How one network's weights follow its gradients, discriminated by `type`. */
export const Optimiser = z.discriminatedUnion('type', [Adam, RmsProp, Momentum, Sgd])
export type Optimiser = z.infer<typeof Optimiser>
export type OptimiserType = Optimiser['type']

/** The optimiser of type `K`. */
export type OptimiserOf<K extends OptimiserType> = Extract<Optimiser, { type: K }>

/** The optimiser types: how each is presented, what it keeps, and the settings that it starts from. */
export interface OptimiserInfo<O extends Optimiser> {
  readonly title: string
  readonly summary: string
  /** What it keeps for each weight: tensors of the weight's shape, zero at the start, named `<slot>/<state name>`. */
  readonly slots: readonly string[]
  readonly defaults: O
  /** Its numbers beside the learning rate, in the order in which they are asked for, with their names. */
  readonly settings: Readonly<Partial<Record<Exclude<keyof O, 'type' | 'learningRate'>, string>>>
}

export const optimisers: { readonly [K in OptimiserType]: OptimiserInfo<OptimiserOf<K>> } = {
  adam: {
    title: 'Adam',
    summary: 'Steps scaled by running means of the gradient and of its square (Kingma and Ba 2015).',
    slots: ['m', 'v'],
    defaults: { type: 'adam', learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 },
    settings: { beta1: 'β₁', beta2: 'β₂' },
  },
  rmsprop: {
    title: 'RMSprop',
    summary: 'Steps scaled by the root of the gradient’s running mean square (Hinton 2012).',
    slots: ['square'],
    defaults: { type: 'rmsprop', learningRate: 5e-5, decay: 0.99, epsilon: 1e-8 },
    settings: { decay: 'Decay' },
  },
  momentum: {
    title: 'SGD with momentum',
    summary: 'Gradient descent that keeps a share of its last step.',
    slots: ['velocity'],
    defaults: { type: 'momentum', learningRate: 0.01, momentum: 0.9 },
    settings: { momentum: 'Momentum' },
  },
  sgd: {
    title: 'SGD',
    summary: 'Plain gradient descent.',
    slots: [],
    defaults: { type: 'sgd', learningRate: 0.01 },
    settings: {},
  },
}
