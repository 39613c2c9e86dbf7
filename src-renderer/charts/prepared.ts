import { Extremes } from '@shared/compare/extremes'

const known = new WeakMap<Float64Array, Extremes>()

/** The extremes of a line's values, prepared once; they live as long as the values. */
export function extremesOf(values: Float64Array): Extremes {
  const kept = known.get(values)
  if (kept) return kept
  const extremes = new Extremes(values)
  known.set(values, extremes)
  return extremes
}

/** Most breaks of a line that are told. */
const MOST_BREAKS = 200

const knownBreaks = new WeakMap<Float64Array, Int32Array>()

/** The indices at which a line begins to be not finite, at most 200. */
export function breaksOf(values: Float64Array): Int32Array {
  const kept = knownBreaks.get(values)
  if (kept) return kept
  const found: number[] = []
  for (let i = 0, broken = false; i < values.length && found.length < MOST_BREAKS; i++) {
    const here = !Number.isFinite(values[i])
    if (here && !broken) found.push(i)
    broken = here
  }
  const breaks = Int32Array.from(found)
  knownBreaks.set(values, breaks)
  return breaks
}
