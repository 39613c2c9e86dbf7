import type { GlobalPoolingSpec } from '@shared/architecture/layers/global-pooling'
import { max, mean, sum, type Tensor } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only } from '../layer'

const functions: { readonly [K in GlobalPoolingSpec['kind']]: (x: Tensor, axes: number[]) => Tensor } = {
  average: (x, axes) => mean(x, axes),
  sum: (x, axes) => sum(x, axes),
  max: (x, axes) => max(x, axes),
}

export const globalPooling: LayerImplementation<GlobalPoolingSpec> = {
  mixesSamples: false,
  apply: (layer, inputs) => ({ output: functions[layer.kind](only(inputs), [1, 2]), updates: {} }),
}
