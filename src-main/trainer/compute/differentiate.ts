import { add, div, engine, minimum, mul, type Scalar, sqrt, square, sum, type Tensor } from '@tensorflow/tfjs-core'
import type { Phase, PhaseOutcome, Tensors } from './engine'

/** Keeps the scale finite where all gradients are zero; PyTorch's clip_grad_norm_ adds the same. */
const TINY = 1e-6

/** Gradients scaled down so that their norm, taken over all of them together, is at most `limit` (Pascanu et al. 2013). */
function clipped(gradients: readonly (Tensor | undefined)[], limit: number): (Tensor | undefined)[] {
  const squares = gradients.flatMap((gradient) => (gradient === undefined ? [] : [sum<Scalar>(square(gradient))]))
  const [first, ...rest] = squares
  if (first === undefined) return [...gradients]
  const norm = sqrt(rest.reduce<Scalar>((total, one) => add<Scalar>(total, one), first))
  const scale = minimum(div(limit, add(norm, TINY)), 1)
  return gradients.map((gradient) => (gradient === undefined ? undefined : mul(gradient, scale)))
}

/**
 * The gradients of a phase's loss by its trained weights, in their order, clipped as the phase says; undefined for a weight
 * that the loss does not depend on. Runs on the current tfjs backend: eagerly, or on one that records.
 * @param record gets the outcome before tfjs frees what it holds
 */
export function differentiate(
  phase: Phase,
  state: Tensors,
  feeds: Tensors,
  record: (outcome: PhaseOutcome) => void,
): (Tensor | undefined)[] {
  const weights = phase.trains.map((name) => {
    const weight = state[name]
    if (weight === undefined) throw new RangeError(`there is no state ${name}`)
    return weight
  })
  const given = phase.given === undefined ? feeds : { ...feeds, ...phase.given(state, feeds) }
  const { grads } = engine().gradients(
    () => {
      const outcome = phase.compute(state, given)
      record(outcome)
      return outcome.loss
    },
    weights,
    undefined,
    true,
  )
  // tfjs types gradients that it leaves out as if they were there.
  const gradients = weights.map((_weight, i): Tensor | undefined => grads[i])
  return phase.clipGradients === undefined ? gradients : clipped(gradients, phase.clipGradients)
}
