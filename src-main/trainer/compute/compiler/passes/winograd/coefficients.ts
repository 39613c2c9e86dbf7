/** Rows of numbers, all of the same length. */
export type Coefficients = readonly (readonly number[])[]

/** The product of two polynomials, coefficients from the constant term up. */
function product(a: readonly number[], b: readonly number[]): number[] {
  const result = new Array<number>(a.length + b.length - 1).fill(0)
  for (const [i, x] of a.entries()) {
    for (const [j, y] of b.entries()) result[i + j] = (result[i + j] ?? 0) + x * y
  }
  return result
}

/** ∏ (x − point). */
const vanishing = (points: readonly number[]): number[] =>
  points.reduce<number[]>((polynomial, point) => product(polynomial, [-point, 1]), [1])

const powers = (point: number, count: number): number[] => Array.from({ length: count }, (_, k) => point ** k)
const last = (count: number): number[] => Array.from({ length: count }, (_, k) => (k === count - 1 ? 1 : 0))

/** Kronecker product: row (i, k) and column (j, l) hold a[i][j] · b[k][l]. */
export const kronecker = (a: Coefficients, b: Coefficients): Coefficients =>
  a.flatMap((rowA) => b.map((rowB) => rowA.flatMap((x) => rowB.map((y) => x * y))))

export const transposed = (a: Coefficients): Coefficients =>
  Array.from({ length: a[0]?.length ?? 0 }, (_, j) => a.map((row) => row[j] ?? 0))

/**
 * The Kronecker product of two transforms whose rows are (product, phase) each, with rows in the order (product of a, product
 * of b, phase of a, phase of b), so that the phases of one product lie together.
 */
export function kroneckerByProduct(a: Coefficients, phasesA: number, b: Coefficients, phasesB: number): Coefficients {
  const rows: (readonly number[])[] = []
  for (let i = 0; i < a.length; i += phasesA) {
    for (let j = 0; j < b.length; j += phasesB) {
      rows.push(...kronecker(a.slice(i, i + phasesA), b.slice(j, j + phasesB)))
    }
  }
  return rows
}

/** A way to compute neighbouring values of a one-dimensional correlation with few multiplications. */
export interface Filtering {
  /** Values computed together, m. */
  readonly outputs: number
  /** Length of the filter, r. */
  readonly taps: number
  /** Multiplications, and values that go in: m + r − 1. */
  readonly products: number
  /** Bᵀ, [products, products]: what is multiplied, from neighbouring values. */
  readonly input: Coefficients
  /** G, [products, taps]: what it is multiplied with, from the filter. */
  readonly kernel: Coefficients
  /** Aᵀ, [outputs, products]: the results from the products. */
  readonly output: Coefficients
}

/** Interpolation points; infinity is always one more. Small ones first: large powers cost accuracy. */
const POINTS: readonly number[] = [0, 1, -1, 0.5, -2]

/** The most results that can be computed together with a filter of `taps`. */
export const mostOutputs = (taps: number): number => POINTS.length + 2 - taps

/**
 * Minimal filtering F(m, r): y[i] = Σₖ d[i + k] g[k] for i < m as Aᵀ((G g) ⊙ (Bᵀ d)) with m + r − 1 multiplications in place
 * of m · r (Winograd 1980; Lavin and Gray 2016). The matrices are those of Toom and Cook: a product of polynomials by its
 * values at points, transposed. Throws a RangeError if there are not enough points.
 */
export function minimalFiltering(outputs: number, taps: number): Filtering {
  const products = outputs + taps - 1
  if (outputs < 1 || taps < 1 || outputs > mostOutputs(taps)) {
    throw new RangeError(`no way to compute ${outputs} results of ${taps} taps together`)
  }
  const points = POINTS.slice(0, products - 1)
  const others = (point: number) => points.filter((other) => other !== point)
  return {
    outputs,
    taps,
    products,
    input: [...points.map((point) => [...vanishing(others(point)), 0]), vanishing(points)],
    kernel: [
      ...points.map((point) => {
        const scale = others(point).reduce((scale, other) => scale * (point - other), 1)
        return powers(point, taps).map((power) => power / scale)
      }),
      last(taps),
    ],
    output: transposed([...points.map((point) => powers(point, outputs)), last(outputs)]),
  }
}
