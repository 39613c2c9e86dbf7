/** The index of the step nearest to `wanted` among rising steps, the earlier of two equally near; −1 if there are none. */
export function nearestStep(steps: readonly number[], wanted: number): number {
  let best = -1
  let distance = Number.POSITIVE_INFINITY
  for (const [index, step] of steps.entries()) {
    const here = Math.abs(step - wanted)
    if (here < distance) [best, distance] = [index, here]
  }
  return best
}
