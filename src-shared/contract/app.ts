import { architectures } from './architectures'
import { compare } from './compare'
import { compute } from './compute'
import { datasets } from './datasets'
import { latent } from './latent'
import { measures } from './measures'
import { projects } from './projects'
import { queue } from './queue'
import { runs } from './runs'
import { storage } from './storage'
import { studio } from './studio'
import { trash } from './trash'

/** What main offers to the page, and to the command line. */
export const appContract = {
  studio,
  projects,
  storage,
  trash,
  datasets,
  architectures,
  runs,
  queue,
  compare,
  measures,
  latent,
  compute,
}
