import type { Optimiser } from '@shared/optimisers/optimiser'
import type { Tensor } from '@tensorflow/tfjs-core'

/** One weight tensor and what its optimiser remembers of it. */
export interface Moved {
  readonly weights: Tensor
  /** By slot name as `src-shared/optimisers` lists them, in the shape of the weights. */
  readonly slots: Readonly<Record<string, Tensor>>
}

/**
 * Moves one weight tensor by its gradient, on the tfjs backend in use. What it answers is new; `before` it may free, so
 * that its memory can be used again.
 * @param update the number of this update, from 1
 */
export type UpdateRule<Settings = Optimiser> = (
  before: Moved,
  gradient: Tensor,
  settings: Settings,
  update: number,
) => Moved

/** An update rule for each type of optimiser. */
export type UpdateRules = {
  readonly [Type in Optimiser['type']]: UpdateRule<Extract<Optimiser, { readonly type: Type }>>
}

/** Moves one weight tensor by the rule of its optimiser. */
export function applyRule(
  rules: UpdateRules,
  before: Moved,
  gradient: Tensor,
  optimiser: Optimiser,
  update: number,
): Moved {
  switch (optimiser.type) {
    case 'adam':
      return rules.adam(before, gradient, optimiser, update)
    case 'rmsprop':
      return rules.rmsprop(before, gradient, optimiser, update)
    case 'momentum':
      return rules.momentum(before, gradient, optimiser, update)
    case 'sgd':
      return rules.sgd(before, gradient, optimiser, update)
  }
}
