// Whether what was read over time stays flat.

/** The middle of some numbers, NaN of none. */
export function median(/** @type {readonly number[]} */ all) {
  return all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN
}

/**
 * Compares the median of the second quarter of some readings with that of the last. The first quarter is left out, because caches and
 * pools are filling in it; medians, because a reading falls before or after a collection.
 * @param {readonly number[]} readings in the order of time, at least 8
 * @param {{ readonly share: number, readonly amount: number }} allowed growth that counts as none: a share of the second quarter's
 *   median or an amount, whichever is more
 * @returns {{ second: number, last: number, growth: number, flat: boolean }}
 */
export function flatness(readings, { share, amount }) {
  if (readings.length < 8) throw new RangeError(`${readings.length} readings are too few to see whether they are flat`)
  const quarter = readings.length / 4
  const second = median(readings.slice(Math.round(quarter), Math.round(2 * quarter)))
  const last = median(readings.slice(Math.round(3 * quarter)))
  return { second, last, growth: last - second, flat: last - second <= Math.max(second * share, amount) }
}
