import type { Objective, ObjectiveType } from '@shared/objectives/objective'
import { minimax } from './minimax'
import { nonSaturating } from './non-saturating'
import type { ObjectiveImplementation } from './objective'

const implementations: { readonly [K in ObjectiveType]: ObjectiveImplementation } = {
  'non-saturating': nonSaturating,
  minimax,
}

/** The losses of an objective. */
export const objectiveOf = (objective: Objective): ObjectiveImplementation => implementations[objective.type]
