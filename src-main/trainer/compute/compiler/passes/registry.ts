import type { Graph, Pass } from '../graph'
import { convolutions } from './convolutions'
import { filtering } from './filtering'
import { masks } from './masks'
import { matrices } from './matrices'
import { orientation } from './orientation'
import { sharing } from './share'
import { simplification } from './simplify'
import { sums } from './sums'

/** The passes in the order in which they run. The first two clean up once more at the end. */
export const passes: readonly Pass[] = [
  simplification,
  sharing,
  masks,
  filtering,
  convolutions,
  sums,
  matrices,
  orientation,
]

/** Runs the given passes over a graph. */
export function optimise(graph: Graph, chosen: readonly Pass[] = passes): Graph {
  const cleaning = chosen.filter((pass) => pass === simplification || pass === sharing)
  return [...chosen, ...cleaning].reduce((now, pass) => pass.run(now), graph)
}
