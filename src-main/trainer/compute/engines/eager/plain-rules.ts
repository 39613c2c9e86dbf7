import { optimisers } from '@shared/optimisers/optimiser'
import { type Tensor, tensor } from '@tensorflow/tfjs-core'
import { movePlainly } from '../../optimisers/plain'
import type { UpdateRule, UpdateRules } from './update-rules'

const arrayOf = (x: Tensor): Float32Array => Float32Array.from(x.dataSync())

/** Any optimiser's rule, one number after the other. */
const plainly: UpdateRule = (before, gradient, optimiser, update) => {
  const { shape } = before.weights
  const weights = arrayOf(before.weights)
  const slots = optimisers[optimiser.type].slots.map((slot) => {
    const kept = before.slots[slot]
    if (kept === undefined) throw new RangeError(`the optimiser lacks its ${slot}`)
    return [slot, arrayOf(kept)] as const
  })
  const operands = { weights, gradient: arrayOf(gradient), slots: slots.map(([, values]) => values) }
  movePlainly(operands, optimiser, optimiser.learningRate, update)
  return {
    weights: tensor(weights, shape),
    slots: Object.fromEntries(slots.map(([slot, values]) => [slot, tensor(values, shape)])),
  }
}

/** Update rules in plain JavaScript: double precision but for what is stored. Slow, and what others are compared with. */
export const plainRules: UpdateRules = { adam: plainly, rmsprop: plainly, momentum: plainly, sgd: plainly }
