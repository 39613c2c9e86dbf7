import type { LayerNormalisationSpec } from '@shared/architecture/layers/layer-normalisation'
import { add, mul } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only, pick } from '../layer'
import { normalised } from '../normalise'

export const layerNormalisation: LayerImplementation<LayerNormalisationSpec> = {
  mixesSamples: false,
  apply({ epsilon }, inputs, weights) {
    const x = only(inputs)
    const axes = x.shape.slice(1).map((_size, i) => i + 1)
    const centred = normalised(x, axes, epsilon)
    return { output: add(mul(centred, pick(weights, 'scale')), pick(weights, 'offset')), updates: {} }
  },
}
