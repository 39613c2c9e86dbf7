import type { Pace } from './pace'
import { type Points, rowsOf } from './points'
import type { Products } from './products'

/** Rows of a block: two blocks' distances then fit into a processor's cache and one product keeps it busy. */
export const BLOCK = 1024

const squaresOf = ({ count, size, values }: Points): Float64Array => {
  const squares = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let k = i * size; k < (i + 1) * size; k++) sum += (values[k] ?? 0) ** 2
    squares[i] = sum
  }
  return squares
}

/** The squared distances of two blocks: of point `row + i` of the first and `column + j` of the second at [i, j]. */
export interface DistanceBlock {
  readonly row: number
  readonly column: number
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

/** Every squared distance between two sets, block by block; a block is valid until the next one is asked for. */
export async function* squaredDistances(
  a: Points,
  b: Points,
  products: Products,
  pace: Pace,
): AsyncGenerator<DistanceBlock, void, void> {
  const [first, second] = [squaresOf(a), squaresOf(b)]
  const memory = new Float64Array(Math.min(BLOCK, a.count) * Math.min(BLOCK, b.count))
  for (let row = 0; row < a.count; row += BLOCK) {
    const rows = Math.min(BLOCK, a.count - row)
    const upper = rowsOf(a, row, row + rows)
    for (let column = 0; column < b.count; column += BLOCK) {
      const columns = Math.min(BLOCK, b.count - column)
      const inner = await products.of(upper, rowsOf(b, column, column + columns))
      for (let i = 0; i < rows; i++) {
        const own = first[row + i] ?? 0
        for (let j = 0, at = i * columns; j < columns; j++, at++) {
          memory[at] = Math.max(0, own + (second[column + j] ?? 0) - 2 * (inner[at] ?? 0))
        }
      }
      yield { row, column, rows, columns, values: memory }
      await pace.breathe()
    }
  }
}

/**
 * The squared distance from each point to its nearest others in the same set: [count, neighbours], ascending in a row.
 * The set must have more points than `neighbours`.
 */
export async function nearestOthers(
  points: Points,
  neighbours: number,
  products: Products,
  pace: Pace,
): Promise<Float64Array> {
  const nearest = new Float64Array(points.count * neighbours).fill(Number.POSITIVE_INFINITY)
  for await (const { row, column, rows, columns, values } of squaredDistances(points, points, products, pace)) {
    for (let i = 0; i < rows; i++) {
      const start = (row + i) * neighbours
      const last = start + neighbours - 1
      for (let j = 0; j < columns; j++) {
        const distance = values[i * columns + j] ?? 0
        if (distance >= (nearest[last] ?? 0) || row + i === column + j) continue
        let at = last
        for (; at > start && (nearest[at - 1] ?? 0) > distance; at--) nearest[at] = nearest[at - 1] ?? 0
        nearest[at] = distance
      }
    }
  }
  return nearest
}
