import type { LayerOf, LayerType } from '@shared/architecture/layers/registry'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import type { Applied, LayerContext, LayerDraw, LayerImplementation } from './layer'
import { activation } from './layers/activation'
import { add } from './layers/add'
import { batchNormalisation } from './layers/batch-normalisation'
import { concatenate } from './layers/concatenate'
import { conv2d } from './layers/conv2d'
import { conv2dTranspose } from './layers/conv2d-transpose'
import { dense } from './layers/dense'
import { dropout } from './layers/dropout'
import { embedding } from './layers/embedding'
import { flatten } from './layers/flatten'
import { gaussianNoise } from './layers/gaussian-noise'
import { globalPooling } from './layers/global-pooling'
import { input } from './layers/input'
import { instanceNormalisation } from './layers/instance-normalisation'
import { layerNormalisation } from './layers/layer-normalisation'
import { pooling } from './layers/pooling'
import { projection } from './layers/projection'
import { reshape } from './layers/reshape'
import { residualBlock } from './layers/residual-block'
import { upsample } from './layers/upsample'

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
  upsample,
  'residual-block': residualBlock,
  pooling,
  'global-pooling': globalPooling,
  'layer-normalisation': layerNormalisation,
  'instance-normalisation': instanceNormalisation,
  'gaussian-noise': gaussianNoise,
  add,
  concatenate,
  embedding,
  projection,
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

/** What the layer draws in training; undefined for one that draws nothing. */
export function drawOf<K extends LayerType>(layer: LayerOf<K>): LayerDraw | undefined {
  return implementationOf(layer).draw?.(layer)
}

/** Whether the layer's output for one sample depends, in training, on the other samples of the batch. */
export function mixesSamples<K extends LayerType>(layer: LayerOf<K>): boolean {
  const { mixesSamples: mixes } = implementationOf(layer)
  return typeof mixes === 'boolean' ? mixes : mixes(layer)
}
