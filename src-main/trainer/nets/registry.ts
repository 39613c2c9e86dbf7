import type { LayerOf, LayerSpec, LayerType } from '@shared/architecture/layers/registry'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import type { Applied, LayerContext, LayerImplementation } from './layer'
import { activation } from './layers/activation'
import { batchNormalisation } from './layers/batch-normalisation'
import { conv2d } from './layers/conv2d'
import { conv2dTranspose } from './layers/conv2d-transpose'
import { dense } from './layers/dense'
import { dropout } from './layers/dropout'
import { flatten } from './layers/flatten'
import { input } from './layers/input'
import { reshape } from './layers/reshape'

const implementations: { readonly [K in LayerType]: LayerImplementation<LayerOf<K>> } = {
  input,
  dense,
  conv2d,
  'conv2d-transpose': conv2dTranspose,
  'batch-normalisation': batchNormalisation,
  activation,
  dropout,
  reshape,
  flatten,
}

function implementationOf<K extends LayerType>(layer: LayerOf<K>): LayerImplementation<LayerOf<K>> {
  return implementations[layer.type]
}

/** Applies a layer to its inputs. */
export function applyLayer<K extends LayerType>(
  layer: LayerOf<K>,
  inputs: readonly Tensor[],
  weights: Tensors,
  context: LayerContext,
): Applied {
  return implementationOf(layer).apply(layer, inputs, weights, context)
}

/** The probability of a zero in the layer's dropout mask; undefined for a layer without one. */
export function dropRateOf<K extends LayerType>(layer: LayerOf<K>): number | undefined {
  return implementationOf(layer).dropRate?.(layer)
}

/** Whether the layer's output for one sample depends, in training, on the other samples of the batch. */
export const mixesSamples = (layer: LayerSpec): boolean => implementations[layer.type].mixesSamples
