/**
 * Exponential moving average with the bias of its start removed (Kingma and Ba 2015, section 3): with weight w the value at n
 * is Σ wⁿ⁻ⁱ·xᵢ / Σ wⁿ⁻ⁱ, so the first value stands for itself. Values that are not finite stay gaps (NaN) and count for nothing.
 *
 * @param values at full rate: what is thinned first is smoothed less
 * @param weight of the past, in [0, 1); 0 changes nothing
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return values.map((value) => (Number.isFinite(value) ? value : Number.NaN))
  const smoothed = new Float64Array(values.length)
  let sum = 0
  let mass = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    // Only what is finite gives 0.
    if (value - value !== 0) {
      smoothed[index] = Number.NaN
      continue
    }
    sum = weight * sum + value
    mass = weight * mass + 1
    smoothed[index] = sum / mass
  }
  return smoothed
}
