import { add, div, mul, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core'
import type { UpdateRules } from '../eager/update-rules'

/** What an optimiser remembers under a name. */
export const slot = (slots: Readonly<Record<string, Tensor>>, name: string): Tensor => {
  const found = slots[name]
  if (found === undefined) throw new RangeError(`an optimiser lacks its slot ${name}`)
  return found
}

/** before·share + value·(1 − share), with few roundings where share is near 1. */
const follow = (before: Tensor, value: Tensor, share: number): Tensor => add(before, mul(sub(value, before), 1 - share))

/** Update rules on tensors of the backend, which is where the weights stay; the rules are those of `src-shared/optimisers`. */
export const tensorRules: UpdateRules = {
  adam({ weights, slots }, gradient, { learningRate, beta1, beta2, epsilon }, update) {
    const m = follow(slot(slots, 'm'), gradient, beta1)
    const v = follow(slot(slots, 'v'), square(gradient), beta2)
    // ε moves under the correction of the root, so that the root needs none.
    const correction = Math.sqrt(1 - beta2 ** update)
    const rate = (learningRate * correction) / (1 - beta1 ** update)
    return { weights: sub(weights, mul(div(m, add(sqrt(v), epsilon * correction)), rate)), slots: { m, v } }
  },
  rmsprop({ weights, slots }, gradient, { learningRate, decay, epsilon }) {
    const mean = follow(slot(slots, 'square'), square(gradient), decay)
    return {
      weights: sub(weights, mul(div(gradient, add(sqrt(mean), epsilon)), learningRate)),
      slots: { square: mean },
    }
  },
  momentum({ weights, slots }, gradient, { learningRate, momentum }) {
    const velocity = add(mul(slot(slots, 'velocity'), momentum), gradient)
    return { weights: sub(weights, mul(velocity, learningRate)), slots: { velocity } }
  },
  sgd: ({ weights }, gradient, { learningRate }) => ({ weights: sub(weights, mul(gradient, learningRate)), slots: {} }),
}
