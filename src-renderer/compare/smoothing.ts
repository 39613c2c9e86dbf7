import { smooth as smoothNumbers } from '@shared/compare/smoothing'

/** `smooth` of src-shared/compare for lists in which null is a gap. */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  const smoothed = smoothNumbers(
    Float64Array.from(values, (value) => value ?? Number.NaN),
    weight,
  )
  return values.map((value, index) => (value === null ? null : (smoothed[index] ?? null)))
}
