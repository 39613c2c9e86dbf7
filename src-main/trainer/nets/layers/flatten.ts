import type { FlattenSpec } from '@shared/architecture/layers/flatten'
import { reshape } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only } from '../layer'

export const flatten: LayerImplementation<FlattenSpec> = {
  mixesSamples: false,
  apply(_layer, inputs) {
    const x = only(inputs)
    const batch = x.shape[0] ?? 1
    return { output: reshape(x, [batch, x.size / batch]), updates: {} }
  },
}
