import type { DropoutSpec } from '@shared/architecture/layers/dropout'
import { mul } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only } from '../layer'

export const dropout: LayerImplementation<DropoutSpec> = {
  mixesSamples: false,
  draw: (layer) => ({ type: 'mask', rate: layer.rate }),
  apply(_layer, inputs, _weights, context) {
    const x = only(inputs)
    return { output: context.training ? mul(x, context.drawn()) : x, updates: {} }
  },
}
