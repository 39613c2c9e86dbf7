import { nearestOthers, squaredDistances } from './distances'
import type { Pace } from './pace'
import { type Points, requireCount } from './points'
import type { Products } from './products'

/** The neighbour whose distance is the radius of a point's ball: 3 in Kynkäänniemi et al., 5 in Naeem et al. */
const NEIGHBOURS = { manifold: 3, density: 5 } as const

/** How well generated points cover the real ones and stay among them. All in [0, 1] but `density`, which may exceed 1. */
export interface PrecisionRecall {
  readonly precision: number
  readonly recall: number
  readonly density: number
  readonly coverage: number
}

/** Both sets moved so that the real mean is the origin: the distances stay, their rounding becomes smaller. */
function centred(real: Points, fake: Points): { real: Points; fake: Points } {
  const { size } = real
  const mean = new Float64Array(size)
  for (let i = 0; i < real.values.length; i++)
    mean[i % size] = (mean[i % size] ?? 0) + (real.values[i] ?? 0) / real.count
  const moved = ({ count, values }: Points): Points => ({
    count,
    size,
    values: values.map((value, i) => value - (mean[i % size] ?? 0)),
  })
  return { real: moved(real), fake: moved(fake) }
}

/** The squared radius of each point: column `which` − 1 of its nearest distances. */
const radii = (nearest: Float64Array, which: number): Float64Array =>
  Float64Array.from(
    { length: nearest.length / NEIGHBOURS.density },
    (_, i) => nearest[i * NEIGHBOURS.density + which - 1] ?? 0,
  )

const share = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / flags.length

/**
 * Improved precision and recall (Kynkäänniemi et al. 2019, equations 1 and 2, k = 3), density and coverage (Naeem et al.
 * 2020, equations 2 and 3, k = 5). Balls are closed.
 * @throws StudioError `TOO_FEW_SAMPLES`
 */
export async function precisionRecall(
  realPoints: Points,
  fakePoints: Points,
  products: Products,
  pace: Pace,
): Promise<PrecisionRecall> {
  const why = `each needs its ${NEIGHBOURS.density} nearest others`
  requireCount('Precision and recall', realPoints, NEIGHBOURS.density + 1, why)
  requireCount('Precision and recall', fakePoints, NEIGHBOURS.density + 1, why)
  const { real, fake } = centred(realPoints, fakePoints)
  const realNearest = await nearestOthers(real, NEIGHBOURS.density, products, pace)
  const fakeNearest = await nearestOthers(fake, NEIGHBOURS.density, products, pace)
  const [realRadius, wideRadius] = [radii(realNearest, NEIGHBOURS.manifold), radii(realNearest, NEIGHBOURS.density)]
  const fakeRadius = radii(fakeNearest, NEIGHBOURS.manifold)
  const [precise, recalled, covered] = [
    new Uint8Array(fake.count),
    new Uint8Array(real.count),
    new Uint8Array(real.count),
  ]
  let inside = 0
  for await (const { row, column, rows, columns, values } of squaredDistances(real, fake, products, pace)) {
    for (let i = 0; i < rows; i++) {
      const [narrow, wide] = [realRadius[row + i] ?? 0, wideRadius[row + i] ?? 0]
      for (let j = 0; j < columns; j++) {
        const distance = values[i * columns + j] ?? 0
        if (distance <= narrow) precise[column + j] = 1
        if (distance <= (fakeRadius[column + j] ?? 0)) recalled[row + i] = 1
        if (distance <= wide) {
          inside++
          covered[row + i] = 1
        }
      }
    }
  }
  return {
    precision: share(precise),
    recall: share(recalled),
    density: inside / (NEIGHBOURS.density * fake.count),
    coverage: share(covered),
  }
}
