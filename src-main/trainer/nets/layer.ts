import type { InputSpec } from '@shared/architecture/layers/input'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'

/** What a layer may use beside its inputs and weights. */
export interface LayerContext {
  readonly training: boolean
  /**
   * What enters the network from outside, batch first: latents [batch, size], images [batch, height, width, channels] or
   * labels [batch, classes], a 1 at the class and zeros elsewhere.
   */
  source(name: InputSpec['source']): Tensor
  /** What this layer draws, in the shape of its input. Only in training. */
  drawn(): Tensor
}

/** Random numbers that a layer needs for each pass in training, discriminated by `type`. */
export type LayerDraw =
  /** Zeros with probability `rate`, else 1 / (1 − rate). */
  | { readonly type: 'mask'; readonly rate: number }
  /** Normal numbers. */
  | { readonly type: 'noise'; readonly deviation: number }

/** What a layer computes. */
export interface Applied {
  readonly output: Tensor
  /** New values of weights that no optimiser changes, by weight name. */
  readonly updates: Tensors
}

/** How a layer type computes. All functions are pure; tensors have the batch as their first axis. */
export interface LayerImplementation<Spec> {
  /** Whether the output for one sample depends, in training, on the other samples of the batch. */
  readonly mixesSamples: boolean | ((layer: Spec) => boolean)
  /** What it draws in training, if anything. */
  draw?(layer: Spec): LayerDraw
  /** @param weights the layer's weights by name, as its definition in src-shared lists them */
  apply(layer: Spec, inputs: readonly Tensor[], weights: Tensors, context: LayerContext): Applied
}

/** The only input of a layer that takes one. */
export function only(inputs: readonly Tensor[]): Tensor {
  const [input] = inputs
  if (input === undefined) throw new Error('a layer was applied without its input')
  return input
}

/** A tensor by name. */
export function pick(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name]
  if (tensor === undefined) throw new Error(`the tensor “${name}” is missing`)
  return tensor
}
