import type { BatchNormalisationSpec } from '@shared/architecture/layers/batch-normalisation'
import { add, batchNorm, moments, mul, type Tensor } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only, pick } from '../layer'
import { rank1 } from '../rank'

/** running·(1 − momentum) + batch·momentum */
const follow = (running: Tensor, batch: Tensor, momentum: number): Tensor =>
  add(mul(running, 1 - momentum), mul(batch, momentum))

export const batchNormalisation: LayerImplementation<BatchNormalisationSpec> = {
  mixesSamples: true,
  apply({ momentum, epsilon }, inputs, weights, context) {
    const x = only(inputs)
    const [scale, offset] = [pick(weights, 'scale'), pick(weights, 'offset')]
    const [runningMean, runningVariance] = [pick(weights, 'mean'), pick(weights, 'variance')]
    const normalise = (mean: Tensor, variance: Tensor) =>
      batchNorm(x, rank1(mean), rank1(variance), rank1(offset), rank1(scale), epsilon)
    if (!context.training) return { output: normalise(runningMean, runningVariance), updates: {} }
    const { mean, variance } = moments(
      x,
      x.shape.slice(0, -1).map((_size, axis) => axis),
    )
    const count = x.size / scale.size
    const unbiased = mul(variance, count / (count - 1))
    return {
      output: normalise(mean, variance),
      updates: { mean: follow(runningMean, mean, momentum), variance: follow(runningVariance, unbiased, momentum) },
    }
  },
}
