import type { AddSpec } from '@shared/architecture/layers/add'
import { addN } from '@tensorflow/tfjs-core'
import type { LayerImplementation } from '../layer'

export const add: LayerImplementation<AddSpec> = {
  mixesSamples: false,
  apply: (_layer, inputs) => ({ output: addN([...inputs]), updates: {} }),
}
