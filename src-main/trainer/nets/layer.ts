import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'

/** What a layer may use beside its inputs and weights. */
export interface LayerContext {
  readonly training: boolean
  /** What enters the network from outside, batch first: latents [batch, size] or images [batch, height, width, channels]. */
  source(name: 'latent' | 'image'): Tensor
  /** The dropout mask of this layer: the shape of its input, values 0 or 1 / (1 − rate). Only in training. */
  mask(): Tensor
}

/** What a layer computes. */
export interface Applied {
  readonly output: Tensor
  /** New values of weights that no optimiser changes, by weight name. */
  readonly updates: Tensors
}

/** How a layer type computes. All functions are pure; tensors have the batch as their first axis. */
export interface LayerImplementation<Spec> {
  /** Whether the output for one sample depends, in training, on the other samples of the batch. */
  readonly mixesSamples: boolean
  /** Of layers that need a dropout mask in training: the probability of a zero. */
  dropRate?(layer: Spec): number
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
