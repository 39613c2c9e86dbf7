import type { Adam } from '@shared/optimisers/optimiser'
import { unary } from '../build'
import { add, divide, follow, given, multiply, scalar, subtract } from './arithmetic'
import type { GraphUpdate } from './graph-update'

/** Adam (Kingma and Ba 2015, Algorithm 1) with ε as PyTorch adds it; both bias corrections are numbers that are fed. */
export const adamUpdate = ({ beta1, beta2, epsilon }: Adam): GraphUpdate => ({
  numbers: (learningRate, count) => [learningRate / (1 - beta1 ** count), 1 / Math.sqrt(1 - beta2 ** count)],
  move({ weights, slots }, gradient, numbers) {
    const m = follow(given(slots, 0), gradient, beta1)
    const v = follow(given(slots, 1), multiply(gradient, gradient), beta2)
    const root = add(multiply(unary('Sqrt', v), given(numbers, 1)), scalar(epsilon))
    return { weights: subtract(weights, divide(multiply(m, given(numbers, 0)), root)), slots: [m, v] }
  },
})
