import { architectures } from './architectures'
import { compute } from './compute'
import { datasets } from './datasets'
import { latent } from './latent'
import { measures } from './measures'
import { projects } from './projects'
import { runs } from './runs'
import { studio } from './studio'

/** What main offers to the page, and to the command line. */
export const appContract = { studio, projects, datasets, architectures, runs, measures, latent, compute }
