import { z } from 'zod'
import type { Inference, InferenceContext, LayerDefinition, Shape, WeightSpec } from '../layer'
import { ActivationSpec, activation } from './activation'
import { AddSpec, add } from './add'
import { BatchNormalisationSpec, batchNormalisation } from './batch-normalisation'
import { ConcatenateSpec, concatenate } from './concatenate'
import { Conv2dSpec, conv2d } from './conv2d'
import { Conv2dTransposeSpec, conv2dTranspose } from './conv2d-transpose'
import { DenseSpec, dense } from './dense'
import { DropoutSpec, dropout } from './dropout'
import { EmbeddingSpec, embedding } from './embedding'
import { FlattenSpec, flatten } from './flatten'
import { GaussianNoiseSpec, gaussianNoise } from './gaussian-noise'
import { GlobalPoolingSpec, globalPooling } from './global-pooling'
import { InputSpec, input } from './input'
import { InstanceNormalisationSpec, instanceNormalisation } from './instance-normalisation'
import { LayerNormalisationSpec, layerNormalisation } from './layer-normalisation'
import { PoolingSpec, pooling } from './pooling'
import { ProjectionSpec, projection } from './projection'
import { ReshapeSpec, reshape } from './reshape'
import { ResidualBlockSpec, residualBlock } from './residual-block'
import { UpsampleSpec, upsample } from './upsample'

/** The parameters of one layer, discriminated by `type`. */
export const LayerSpec = z.discriminatedUnion('type', [
  InputSpec,
  DenseSpec,
  Conv2dSpec,
  Conv2dTransposeSpec,
  BatchNormalisationSpec,
  ActivationSpec,
  DropoutSpec,
  ReshapeSpec,
  FlattenSpec,
  UpsampleSpec,
  ResidualBlockSpec,
  PoolingSpec,
  GlobalPoolingSpec,
  LayerNormalisationSpec,
  InstanceNormalisationSpec,
  GaussianNoiseSpec,
  AddSpec,
  ConcatenateSpec,
  EmbeddingSpec,
  ProjectionSpec,
])
export type LayerSpec = z.infer<typeof LayerSpec>
export type LayerType = LayerSpec['type']

interface SpecByType {
  input: InputSpec
  dense: DenseSpec
  conv2d: Conv2dSpec
  'conv2d-transpose': Conv2dTransposeSpec
  'batch-normalisation': BatchNormalisationSpec
  activation: ActivationSpec
  dropout: DropoutSpec
  reshape: ReshapeSpec
  flatten: FlattenSpec
  upsample: UpsampleSpec
  'residual-block': ResidualBlockSpec
  pooling: PoolingSpec
  'global-pooling': GlobalPoolingSpec
  'layer-normalisation': LayerNormalisationSpec
  'instance-normalisation': InstanceNormalisationSpec
  'gaussian-noise': GaussianNoiseSpec
  add: AddSpec
  concatenate: ConcatenateSpec
  embedding: EmbeddingSpec
  projection: ProjectionSpec
}

/** The spec of layer type `K`. */
export type LayerOf<K extends LayerType> = { [P in K]: SpecByType[P] & { type: P } }[K]

/** The layer types, in the order in which palettes show them. */
export const layers: { readonly [K in LayerType]: LayerDefinition<LayerOf<K>> } = {
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

/** The definition that belongs to a layer's type. */
export function definitionOf<K extends LayerType>(layer: LayerOf<K>): LayerDefinition<LayerOf<K>> {
  return layers[layer.type]
}

/** Output shape of a layer. */
export function inferLayer<K extends LayerType>(
  layer: LayerOf<K>,
  inputs: readonly Shape[],
  context: InferenceContext,
): Inference {
  return definitionOf(layer).infer(layer, inputs, context)
}

/** Weights of a layer whose inputs fit. */
export function weightsOf<K extends LayerType>(layer: LayerOf<K>, inputs: readonly Shape[]): readonly WeightSpec[] {
  return definitionOf(layer).weights(layer, inputs)
}

/** Multiply-adds of a layer for one sample. */
export function multiplyAddsOf<K extends LayerType>(
  layer: LayerOf<K>,
  inputs: readonly Shape[],
  output: Shape,
): number {
  return definitionOf(layer).multiplyAdds(layer, inputs, output)
}

/** The layer's key numbers in one short line. */
export function describeLayer<K extends LayerType>(layer: LayerOf<K>): string {
  return definitionOf(layer).describe(layer)
}
