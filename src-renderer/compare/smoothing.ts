/**
 * Exponential moving average with the bias of its start removed (Kingma and Ba 2015, section 3): with weight w the value at n
 * is Σ wⁿ⁻ⁱ·xᵢ / Σ wⁿ⁻ⁱ, so the first value stands for itself. Values that are not finite stay gaps and count for nothing.
 *
 * @param weight of the past, in [0, 1); 0 changes nothing
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values]
  let sum = 0
  let mass = 0
  return values.map((value) => {
    if (value === null) return null
    sum = weight * sum + value
    mass = weight * mass + 1
    return sum / mass
  })
}
