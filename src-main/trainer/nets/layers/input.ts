import type { InputSpec } from '@shared/architecture/layers/input'
import type { LayerImplementation } from '../layer'

export const input: LayerImplementation<InputSpec> = {
  mixesSamples: false,
  apply: (layer, _inputs, _weights, context) => ({ output: context.source(layer.source), updates: {} }),
}
