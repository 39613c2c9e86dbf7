import type { InstanceNormalisationSpec } from '@shared/architecture/layers/instance-normalisation'
import { add, mul } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only, pick } from '../layer'
import { normalised } from '../normalise'

export const instanceNormalisation: LayerImplementation<InstanceNormalisationSpec> = {
  mixesSamples: false,
  apply({ epsilon, affine }, inputs, weights) {
    const centred = normalised(only(inputs), [1, 2], epsilon)
    if (!affine) return { output: centred, updates: {} }
    return { output: add(mul(centred, pick(weights, 'scale')), pick(weights, 'offset')), updates: {} }
  },
}
