import { nearestOthers, type ProductBlock, productBlocks, slackOf, squaredDistance, squaresOf } from './distances'
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

/** Squared radii of the balls around the points. */
interface Radii {
  readonly narrow: Float64Array
  readonly wide: Float64Array
  readonly fake: Float64Array
}

/** Counts which points lie in whose balls, block by block. */
class Balls {
  /** Fakes in a narrow ball of a real point. */
  readonly precise: Uint8Array
  /** Real points in the ball of a fake. */
  readonly recalled: Uint8Array
  /** Real points with a fake in their wide ball. */
  readonly covered: Uint8Array
  /** Pairs of a fake and a wide ball that it lies in. */
  inside = 0
  readonly #radii: Radii
  readonly #real: Float64Array
  readonly #fake: Float64Array
  /** What a product, less half of the fake's square, must reach for the fake to lie in the real point's wide ball. */
  readonly #limits: Float64Array
  readonly #halves: Float64Array
  /** What a product must exceed half of the real point's square by for that to lie in the fake's ball. */
  readonly #within: Float64Array

  constructor(real: Points, fake: Points, radii: Radii) {
    this.precise = new Uint8Array(fake.count)
    this.recalled = new Uint8Array(real.count)
    this.covered = new Uint8Array(real.count)
    this.#radii = radii
    this.#real = squaresOf(real)
    this.#fake = squaresOf(fake)
    const slack = slackOf(this.#real, this.#fake)
    this.#limits = this.#real.map((square, i) => (square - (radii.wide[i] ?? 0)) / 2 - slack)
    this.#halves = this.#fake.map((square) => square / 2)
    this.#within = this.#fake.map((square, j) => (square - (radii.fake[j] ?? 0)) / 2 - slack)
  }

  /** Looks only at pairs that may lie in each other's balls: nearly all are passed over by two comparisons. */
  see({ row, column, rows, columns, values }: ProductBlock): void {
    const halves = this.#halves.subarray(column, column + columns)
    const within = this.#within.subarray(column, column + columns)
    for (let i = 0; i < rows; i++) {
      const half = (this.#real[row + i] ?? 0) / 2
      const limit = this.#limits[row + i] ?? 0
      const start = i * columns
      for (let j = 0; j < columns; j++) {
        const product = values[start + j] ?? 0
        if (product - (halves[j] ?? 0) < limit && product - (within[j] ?? 0) < half) continue
        this.#look(row + i, column + j, product)
      }
    }
  }

  #look(i: number, j: number, product: number): void {
    const distance = squaredDistance(this.#real[i] ?? 0, this.#fake[j] ?? 0, product)
    if (distance <= (this.#radii.narrow[i] ?? 0)) this.precise[j] = 1
    if (distance <= (this.#radii.fake[j] ?? 0)) this.recalled[i] = 1
    if (distance > (this.#radii.wide[i] ?? 0)) return
    this.inside++
    this.covered[i] = 1
  }
}

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
  const balls = new Balls(real, fake, { narrow: realRadius, wide: wideRadius, fake: fakeRadius })
  for await (const block of productBlocks(real, fake, products, pace)) balls.see(block)
  return {
    precision: share(balls.precise),
    recall: share(balls.recalled),
    density: balls.inside / (NEIGHBOURS.density * fake.count),
    coverage: share(balls.covered),
  }
}
