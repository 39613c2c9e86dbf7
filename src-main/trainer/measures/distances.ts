import type { Pace } from './pace'
import { type Points, rowsOf } from './points'
import type { Products } from './products'

/** Rows of a block: two blocks' distances then fit into a processor's cache and one product keeps it busy. */
export const BLOCK = 1024

/** The squared length of each point. */
export function squaresOf({ count, size, values }: Points): Float64Array {
  const squares = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let k = i * size; k < (i + 1) * size; k++) sum += (values[k] ?? 0) ** 2
    squares[i] = sum
  }
  return squares
}

/** The squared distance of two points from the squares of their lengths and their scalar product. */
export const squaredDistance = (first: number, second: number, product: number): number =>
  Math.max(0, first + second - 2 * product)

/**
 * Far more than rounding can change in half a squared distance: a pair whose product lies by more below the least that a
 * distance asks for is farther apart, and need not be looked at.
 */
export const slackOf = (squares: Float64Array, others: Float64Array): number =>
  1e-9 * (largest(squares) + largest(others))

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0)

/** The products of two blocks: of point `row + i` of the first and `column + j` of the second at [i, j]. */
export interface ProductBlock {
  readonly row: number
  readonly column: number
  readonly rows: number
  readonly columns: number
  readonly values: Float32Array | Float64Array
}

/**
 * The scalar products of every point of one set with every point of the other, block by block; with `upper` without the blocks
 * whose rows all come after their columns.
 */
export async function* productBlocks(
  a: Points,
  b: Points,
  products: Products,
  pace: Pace,
  { upper = false }: { readonly upper?: boolean } = {},
): AsyncGenerator<ProductBlock, void, void> {
  for (let row = 0; row < a.count; row += BLOCK) {
    const rows = Math.min(BLOCK, a.count - row)
    const above = rowsOf(a, row, row + rows)
    for (let column = upper ? row : 0; column < b.count; column += BLOCK) {
      const columns = Math.min(BLOCK, b.count - column)
      const values = await products.of(above, rowsOf(b, column, column + columns))
      yield { row, column, rows, columns, values }
      await pace.breathe()
    }
  }
}

/** The least distances of each point of a set so far. */
class Nearest {
  /** [count, neighbours], ascending in a row. */
  readonly values: Float64Array
  readonly #neighbours: number
  readonly #squares: Float64Array
  readonly #halves: Float64Array
  /** What a point's product with another less half of that one's square must reach to be among its nearest. */
  readonly #limits: Float64Array
  readonly #slack: number

  constructor(squares: Float64Array, neighbours: number) {
    this.values = new Float64Array(squares.length * neighbours).fill(Number.POSITIVE_INFINITY)
    this.#limits = new Float64Array(squares.length).fill(Number.NEGATIVE_INFINITY)
    this.#neighbours = neighbours
    this.#squares = squares
    this.#halves = squares.map((square) => square / 2)
    this.#slack = slackOf(squares, squares)
  }

  /** Takes in the pairs of a block of which the first point comes before the second. */
  see({ row, column, rows, columns, values }: ProductBlock): void {
    const halves = this.#halves.subarray(column, column + columns)
    const limits = this.#limits.subarray(column, column + columns)
    for (let i = 0; i < rows; i++) {
      const first = row + i
      const half = this.#halves[first] ?? 0
      const start = i * columns
      for (let j = Math.max(0, first + 1 - column); j < columns; j++) {
        const product = values[start + j] ?? 0
        if (product - (halves[j] ?? 0) < (this.#limits[first] ?? 0) && product - half < (limits[j] ?? 0)) continue
        const distance = squaredDistance(this.#squares[first] ?? 0, this.#squares[column + j] ?? 0, product)
        this.#add(first, distance)
        this.#add(column + j, distance)
      }
    }
  }

  #add(point: number, distance: number): void {
    const { values } = this
    const start = point * this.#neighbours
    const last = start + this.#neighbours - 1
    if (distance >= (values[last] ?? 0)) return
    let at = last
    for (; at > start && (values[at - 1] ?? 0) > distance; at--) values[at] = values[at - 1] ?? 0
    values[at] = distance
    this.#limits[point] = ((this.#squares[point] ?? 0) - (values[last] ?? 0)) / 2 - this.#slack
  }
}

/**
 * The squared distance from each point to its nearest others in the same set: [count, neighbours], ascending in a row. Every pair
 * is looked at once, for both of its points. The set must have more points than `neighbours`.
 */
export async function nearestOthers(
  points: Points,
  neighbours: number,
  products: Products,
  pace: Pace,
): Promise<Float64Array> {
  const squares = squaresOf(points)
  const nearest = new Nearest(squares, neighbours)
  for await (const block of productBlocks(points, points, products, pace, { upper: true })) nearest.see(block)
  return nearest.values
}
