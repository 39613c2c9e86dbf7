import type { GaussianNoiseSpec } from '@shared/architecture/layers/gaussian-noise'
import { add } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only } from '../layer'

export const gaussianNoise: LayerImplementation<GaussianNoiseSpec> = {
  mixesSamples: false,
  draw: ({ deviation }) => ({ type: 'noise', deviation }),
  apply(_layer, inputs, _weights, context) {
    const x = only(inputs)
    return { output: context.training ? add(x, context.drawn()) : x, updates: {} }
  },
}
