import type { Generator } from '@shared/random/generator'

/** What is left of `vector` across unit vectors, as a unit vector; twice, since once leaves rounding of the first. */
function orthonormalise(vector: Float64Array, against: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const other of against) {
      let along = 0
      for (let i = 0; i < vector.length; i++) along += (vector[i] ?? 0) * (other[i] ?? 0)
      for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - along * (other[i] ?? 0)
    }
  }
  let square = 0
  for (const value of vector) square += value * value
  const length = Math.sqrt(square)
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length
}

/**
 * Fills a matrix of `columns` columns with orthonormal columns or, where there are more columns than rows, orthonormal rows,
 * times `gain`, by Gram and Schmidt on normal numbers (Saxe et al. 2014).
 */
export function fillOrthogonal(out: Float32Array, columns: number, gain: number, generator: Generator): void {
  const rows = out.length / columns
  const [count, length] = rows >= columns ? [columns, rows] : [rows, columns]
  const vectors: Float64Array[] = []
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from({ length }, () => generator.normal())
    orthonormalise(vector, vectors)
    vectors.push(vector)
  }
  for (const [i, vector] of vectors.entries()) {
    for (const [j, value] of vector.entries()) out[rows >= columns ? j * columns + i : i * columns + j] = gain * value
  }
}
