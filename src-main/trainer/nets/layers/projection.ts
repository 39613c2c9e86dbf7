import type { ProjectionSpec } from '@shared/architecture/layers/projection'
import { matMul, mul, sum } from '@tensorflow/tfjs-core'
import { type LayerImplementation, pick } from '../layer'

export const projection: LayerImplementation<ProjectionSpec> = {
  mixesSamples: false,
  apply(_layer, [features, label], weights) {
    if (features === undefined || label === undefined) throw new Error('a projection was applied without its inputs')
    return { output: sum(mul(features, matMul(label, pick(weights, 'table'))), 1, true), updates: {} }
  },
}
