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

/** The given passes in the order in which they run, those that run again with their repetition. */
export function sequenceOf(chosen: readonly Pass[]): Pass[] {
  return [...chosen, ...chosen.filter((pass) => pass === simplification || pass === sharing)]
}

/** Runs the given passes over a graph. */
export const optimise = (graph: Graph, chosen: readonly Pass[] = passes): Graph =>
  sequenceOf(chosen).reduce((now, pass) => pass.run(now), graph)
