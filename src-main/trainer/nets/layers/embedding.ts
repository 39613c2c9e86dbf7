import type { EmbeddingSpec } from '@shared/architecture/layers/embedding'
import { matMul } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only, pick } from '../layer'

export const embedding: LayerImplementation<EmbeddingSpec> = {
  mixesSamples: false,
  apply: (_layer, inputs, weights) => ({ output: matMul(only(inputs), pick(weights, 'table')), updates: {} }),
}
