import type { Optimiser } from '@shared/optimisers/optimiser'
import { adamUpdate } from './adam-graph'
import { momentumUpdate, rmsPropUpdate, sgdUpdate } from './descent-graphs'
import type { GraphUpdate } from './graph-update'

/** The update of an optimiser. */
export function graphUpdate(optimiser: Optimiser): GraphUpdate {
  switch (optimiser.type) {
    case 'adam':
      return adamUpdate(optimiser)
    case 'rmsprop':
      return rmsPropUpdate(optimiser)
    case 'momentum':
      return momentumUpdate(optimiser)
    case 'sgd':
      return sgdUpdate
  }
}
