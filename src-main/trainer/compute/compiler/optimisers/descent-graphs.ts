import type { Momentum, RmsProp } from '@shared/optimisers/optimiser'
import { unary } from '../build'
import { add, divide, follow, given, multiply, scalar, subtract } from './arithmetic'
import type { GraphUpdate } from './graph-update'

/** Gradient descent: w ← w − η·g. */
export const sgdUpdate: GraphUpdate = {
  numbers: (learningRate) => [learningRate],
  move: ({ weights }, gradient, numbers) => ({
    weights: subtract(weights, multiply(gradient, given(numbers, 0))),
    slots: [],
  }),
}

/** Heavy-ball momentum as PyTorch computes it (Sutskever et al. 2013, without dampening): b ← μ·b + g, w ← w − η·b. */
export const momentumUpdate = ({ momentum }: Momentum): GraphUpdate => ({
  numbers: (learningRate) => [learningRate],
  move({ weights, slots }, gradient, numbers) {
    const velocity = add(multiply(given(slots, 0), scalar(momentum)), gradient)
    return { weights: subtract(weights, multiply(velocity, given(numbers, 0))), slots: [velocity] }
  },
})

/** RMSprop (Hinton 2012, lecture 6) as PyTorch computes it: v ← α·v + (1 − α)·g², w ← w − η·g / (√v + ε). */
export const rmsPropUpdate = ({ decay, epsilon }: RmsProp): GraphUpdate => ({
  numbers: (learningRate) => [learningRate],
  move({ weights, slots }, gradient, numbers) {
    const square = follow(given(slots, 0), multiply(gradient, gradient), decay)
    const step = divide(multiply(gradient, given(numbers, 0)), add(unary('Sqrt', square), scalar(epsilon)))
    return { weights: subtract(weights, step), slots: [square] }
  },
})
