import { z } from 'zod'

/** Shape of one sample, without the batch: `[units]`, or `[height, width, channels]`. */
export type Shape = readonly number[]

/** How the values of a weight are drawn at the start of a run. */
export const Initialiser = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant'), value: z.number() }),
  z.strictObject({ type: z.literal('normal'), mean: z.number(), deviation: z.number().positive() }),
  /** Uniform over ±1/√fan-in: the default of PyTorch's linear and convolution layers, for kernels and biases. */
  z.strictObject({ type: z.literal('uniform-fan-in') }),
  /** Uniform over ±√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010). */
  z.strictObject({ type: z.literal('glorot-uniform') }),
  /** Normal with the deviation √(2 / (fan-in + fan-out)) (Glorot and Bengio 2010). */
  z.strictObject({ type: z.literal('glorot-normal') }),
  /** Uniform over ±√(6 / fan-in) (He et al. 2015). */
  z.strictObject({ type: z.literal('he-uniform') }),
  /** Normal with the deviation √(2 / fan-in) (He et al. 2015). */
  z.strictObject({ type: z.literal('he-normal') }),
  /** A random matrix with orthonormal rows or columns, times `gain` (Saxe et al. 2014); the last axis against all others. */
  z.strictObject({ type: z.literal('orthogonal'), gain: z.number().gt(0).max(100) }),
])
export type Initialiser = z.infer<typeof Initialiser>

/** A tensor that a layer owns. */
export interface WeightSpec {
  readonly name: string
  readonly shape: Shape
  readonly initialiser: Initialiser
  /** Inputs and outputs that meet in one value, for initialisers that scale by them. */
  readonly fanIn: number
  readonly fanOut: number
  /** False for running statistics: state of the network that no optimiser changes. */
  readonly trainable: boolean
}

/** Why a layer does not fit where it stands, and what would fix it. */
export interface LayerProblem {
  readonly message: string
  readonly fix: string
}

/** The result of shape inference for one layer. */
export type Inference =
  | { readonly ok: true; readonly shape: Shape }
  | { readonly ok: false; readonly problem: LayerProblem }

export const fits = (shape: Shape): Inference => ({ ok: true, shape })
export const misfits = (message: string, fix: string): Inference => ({ ok: false, problem: { message, fix } })

/** What the studio knows of a layer type. All functions are pure. `Spec` is the layer's parameters with its `type`. */
export interface LayerDefinition<Spec> {
  readonly title: string
  /** One line for palettes and help. */
  readonly summary: string
  /** How many inputs it takes. */
  readonly inputs: { readonly min: number; readonly max: number }
  /** Output shape for the given input shapes. */
  infer(layer: Spec, inputs: readonly Shape[], context: InferenceContext): Inference
  /** The layer's weights; called only with inputs that `infer` accepted. */
  weights(layer: Spec, inputs: readonly Shape[]): readonly WeightSpec[]
  /** Multiply-adds for one sample; called only with inputs that `infer` accepted. */
  multiplyAdds(layer: Spec, inputs: readonly Shape[], output: Shape): number
  /** The key numbers in one short line, such as `64 · k4 s2 p1`. */
  describe(layer: Spec): string
}

/** What a network's inputs look like. */
export interface InferenceContext {
  readonly image: Shape
  /** Absent where the system has no latent space. */
  readonly latent?: Shape
  /** Absent where the networks are not conditional. */
  readonly label?: Shape
}

/** Product of the sizes; 1 for a scalar. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1)

/** `28×28×1` */
export const formatShape = (shape: Shape): string => (shape.length === 0 ? 'scalar' : shape.join('×'))
