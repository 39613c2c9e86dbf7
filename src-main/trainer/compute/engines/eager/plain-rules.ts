import { type Tensor, tensor } from '@tensorflow/tfjs-core'
import type { UpdateRules } from './update-rules'

const arrayOf = (x: Tensor | undefined): Float32Array => Float32Array.from(x?.dataSync() ?? [])

/** Update rules in plain JavaScript: double precision but for what is stored. Slow, and what others are compared with. */
export const plainRules: UpdateRules = {
  /** Adam (Kingma and Ba 2015, Algorithm 1) with ε as PyTorch adds it. */
  adam(before, gradient, { learningRate, beta1, beta2, epsilon }, update) {
    const [weights, first, second] = [before.weights, before.slots['m'], before.slots['v']].map(arrayOf)
    const gradients = gradient.dataSync()
    const rate = learningRate / (1 - beta1 ** update)
    const correction = Math.sqrt(1 - beta2 ** update)
    if (weights === undefined || first === undefined || second === undefined) throw new RangeError('Adam lacks a slot')
    for (let i = 0; i < weights.length; i++) {
      const g = gradients[i] ?? 0
      const m = beta1 * (first[i] ?? 0) + (1 - beta1) * g
      const v = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g
      first[i] = m
      second[i] = v
      weights[i] = (weights[i] ?? 0) - (rate * m) / (Math.sqrt(v) / correction + epsilon)
    }
    const { shape } = before.weights
    return { weights: tensor(weights, shape), slots: { m: tensor(first, shape), v: tensor(second, shape) } }
  },
}
