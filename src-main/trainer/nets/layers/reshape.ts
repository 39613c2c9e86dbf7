import type { ReshapeSpec } from '@shared/architecture/layers/reshape'
import { reshape as reshaped } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only } from '../layer'

export const reshape: LayerImplementation<ReshapeSpec> = {
  mixesSamples: false,
  apply(layer, inputs) {
    const x = only(inputs)
    return { output: reshaped(x, [x.shape[0] ?? 0, ...layer.shape]), updates: {} }
  },
}
