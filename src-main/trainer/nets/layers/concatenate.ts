import type { ConcatenateSpec } from '@shared/architecture/layers/concatenate'
import { concat } from '@tensorflow/tfjs-core'
import type { LayerImplementation } from '../layer'

export const concatenate: LayerImplementation<ConcatenateSpec> = {
  mixesSamples: false,
  apply: (_layer, inputs) => ({ output: concat([...inputs], (inputs[0]?.rank ?? 1) - 1), updates: {} }),
}
