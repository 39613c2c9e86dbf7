import type { Matrix } from './matrices'
import type { Pace } from './pace'

/** A symmetric tridiagonal matrix: its diagonal, and beside[i] between i and i + 1 (the last is 0). */
interface Tridiagonal {
  readonly diagonal: Float64Array
  readonly beside: Float64Array
}

/** Householder reflections to tridiagonal form (Golub and Van Loan, Matrix Computations, algorithm 8.3.1). */
async function tridiagonal({ size, values }: Matrix, pace: Pace): Promise<Tridiagonal> {
  const a = values.slice()
  const diagonal = new Float64Array(size)
  const beside = new Float64Array(size)
  const [v, w] = [new Float64Array(size), new Float64Array(size)]
  for (let k = 0; k < size - 1; k++) {
    diagonal[k] = a[k * size + k] ?? 0
    let square = 0
    for (let i = k + 1; i < size; i++) square += (a[i * size + k] ?? 0) ** 2
    const first = a[(k + 1) * size + k] ?? 0
    const norm = first > 0 ? -Math.sqrt(square) : Math.sqrt(square)
    beside[k] = norm
    if (norm === 0) continue
    for (let i = k + 1; i < size; i++) v[i] = a[i * size + k] ?? 0
    v[k + 1] = first - norm
    // vᵀv = 2·norm·(norm − first); the reflection is I − v·vᵀ / scale.
    const scale = norm * (norm - first)
    let along = 0
    for (let i = k + 1; i < size; i++) {
      let sum = 0
      for (let j = k + 1; j < size; j++) sum += (a[i * size + j] ?? 0) * (v[j] ?? 0)
      w[i] = sum / scale
      along += (w[i] ?? 0) * (v[i] ?? 0)
    }
    const half = along / (2 * scale)
    for (let i = k + 1; i < size; i++) w[i] = (w[i] ?? 0) - half * (v[i] ?? 0)
    for (let i = k + 1; i < size; i++) {
      const [vi, wi] = [v[i] ?? 0, w[i] ?? 0]
      for (let j = k + 1; j < size; j++) {
        a[i * size + j] = (a[i * size + j] ?? 0) - vi * (w[j] ?? 0) - wi * (v[j] ?? 0)
      }
    }
    await pace.breathe()
  }
  if (size > 0) diagonal[size - 1] = a[size * size - 1] ?? 0
  return { diagonal, beside }
}

/** Implicit QL steps for one eigenvalue take a handful; this many mean that the numbers are not finite. */
const MOST_STEPS = 60

/** One implicit QL step with Wilkinson's shift on rows `from` to `to` (Golub and Van Loan, section 8.3.5, from the other end). */
function step({ diagonal, beside }: Tridiagonal, from: number, to: number): void {
  const e = beside[from] ?? 0
  const d = diagonal[from] ?? 0
  const half = ((diagonal[from + 1] ?? 0) - d) / (2 * e)
  const root = Math.hypot(half, 1)
  let shifted = (diagonal[to] ?? 0) - d + e / (half + (half >= 0 ? root : -root))
  let [sine, cosine, carried] = [1, 1, 0]
  for (let i = to - 1; i >= from; i--) {
    const f = sine * (beside[i] ?? 0)
    const b = cosine * (beside[i] ?? 0)
    const r = Math.hypot(f, shifted)
    beside[i + 1] = r
    if (r === 0) {
      diagonal[i + 1] = (diagonal[i + 1] ?? 0) - carried
      beside[to] = 0
      return
    }
    sine = f / r
    cosine = shifted / r
    const g = (diagonal[i + 1] ?? 0) - carried
    const t = ((diagonal[i] ?? 0) - g) * sine + 2 * cosine * b
    carried = sine * t
    diagonal[i + 1] = g + carried
    shifted = cosine * t - b
  }
  diagonal[from] = (diagonal[from] ?? 0) - carried
  beside[from] = shifted
  beside[to] = 0
}

/** The eigenvalues of a symmetric matrix, ascending. Only finite matrices have them. */
export async function eigenvaluesOf(symmetric: Matrix, pace: Pace): Promise<Float64Array> {
  const form = await tridiagonal(symmetric, pace)
  const { diagonal, beside } = form
  const size = diagonal.length
  for (let from = 0; from < size; from++) {
    for (let steps = 0; ; steps++) {
      let to = from
      while (to < size - 1) {
        const around = Math.abs(diagonal[to] ?? 0) + Math.abs(diagonal[to + 1] ?? 0)
        if (Math.abs(beside[to] ?? 0) <= Number.EPSILON * around) break
        to++
      }
      if (to === from) break
      if (steps >= MOST_STEPS) throw new Error('the eigenvalues of a matrix were not found')
      step(form, from, to)
    }
    await pace.breathe()
  }
  return diagonal.sort()
}
