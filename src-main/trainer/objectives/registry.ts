import type { Objective, ObjectiveType } from '@shared/objectives/objective'
import { hinge } from './hinge'
import { leastSquares } from './least-squares'
import { minimax } from './minimax'
import { nonSaturating } from './non-saturating'
import type { ObjectiveImplementation } from './objective'
import { wasserstein } from './wasserstein'

const implementations: { readonly [K in ObjectiveType]: ObjectiveImplementation } = {
  'non-saturating': nonSaturating,
  minimax,
  'least-squares': leastSquares,
  hinge,
  wasserstein,
}

/** The losses of an objective. */
export const objectiveOf = (objective: Objective): ObjectiveImplementation => implementations[objective.type]
