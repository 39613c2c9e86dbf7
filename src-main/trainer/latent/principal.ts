import { stream } from '@shared/random/generator'

/** A direction and the variance along it. */
export interface Principal {
  readonly direction: Float64Array
  readonly variance: number
}

/** Vectors beyond those that are wanted: with them the wanted ones are found sooner. */
const BESIDE = 8
const ROUNDS = 300
const SWEEPS = 30

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** Makes vectors orthonormal in their order (Gram and Schmidt, twice, which keeps them so to rounding). */
function orthonormal(vectors: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const [i, v] of vectors.entries()) {
      for (const before of vectors.slice(0, i)) {
        const along = dot(v, before)
        for (let k = 0; k < v.length; k++) v[k] = (v[k] ?? 0) - along * (before[k] ?? 0)
      }
      const length = Math.sqrt(dot(v, v))
      for (let k = 0; k < v.length; k++) v[k] = length === 0 ? 0 : (v[k] ?? 0) / length
    }
  }
}

function times(symmetric: Float64Array, v: Float64Array): Float64Array {
  const size = v.length
  const out = new Float64Array(size)
  for (let i = 0; i < size; i++) out[i] = dot(symmetric.subarray(i * size, (i + 1) * size), v)
  return out
}

/** Turns vectors within their span until the matrix is diagonal on it (Jacobi 1846, on the small projected matrix). */
function diagonalise(symmetric: Float64Array, vectors: readonly Float64Array[]): number[] {
  const images = vectors.map((v) => times(symmetric, v))
  const small = vectors.map((v) => images.map((image) => dot(v, image)))
  const at = (i: number, j: number) => small[i]?.[j] ?? 0
  const turn = (rows: readonly (Float64Array | number[])[], p: number, q: number, c: number, s: number) => {
    const [a, b] = [rows[p], rows[q]]
    if (!a || !b) return
    for (let k = 0; k < a.length; k++) {
      const [x, y] = [a[k] ?? 0, b[k] ?? 0]
      a[k] = c * x - s * y
      b[k] = s * x + c * y
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < vectors.length; p++) {
      for (let q = p + 1; q < vectors.length; q++) {
        if (Math.abs(at(p, q)) <= 1e-15 * Math.sqrt(Math.abs(at(p, p) * at(q, q)))) continue
        const half = (at(q, q) - at(p, p)) / (2 * at(p, q))
        const t = (half >= 0 ? 1 : -1) / (Math.abs(half) + Math.hypot(half, 1))
        const c = 1 / Math.hypot(t, 1)
        turn(small, p, q, c, t * c)
        for (const row of small) {
          const [x, y] = [row[p] ?? 0, row[q] ?? 0]
          row[p] = c * x - t * c * y
          row[q] = t * c * x + c * y
        }
        turn(vectors, p, q, c, t * c)
      }
    }
  }
  return vectors.map((_, i) => at(i, i))
}

/**
 * The eigenvectors of a symmetric matrix without negative eigenvalues that belong to its largest ones, largest first, by
 * subspace iteration (Golub and Van Loan, Matrix Computations, section 7.3.2) with a Rayleigh–Ritz step at the end. The largest
 * number of each is positive.
 *
 * @param symmetric size·size numbers
 */
export function principals(symmetric: Float64Array, size: number, count: number): Principal[] {
  const start = stream(0, 'principal-directions')
  const width = Math.min(size, count + BESIDE)
  let vectors: Float64Array[] = Array.from({ length: width }, () =>
    Float64Array.from({ length: size }, () => start.normal()),
  )
  orthonormal(vectors)
  for (let round = 0; round < ROUNDS; round++) {
    vectors = vectors.map((v) => times(symmetric, v))
    orthonormal(vectors)
  }
  const variances = diagonalise(symmetric, vectors)
  return vectors
    .map((direction, i) => ({ direction, variance: Math.max(0, variances[i] ?? 0) }))
    .sort((a, b) => b.variance - a.variance)
    .slice(0, Math.min(size, count))
    .map(({ direction, variance }) => {
      const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
      return { direction: largest < 0 ? direction.map((value) => -value) : direction, variance }
    })
}
