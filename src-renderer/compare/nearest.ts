/** Whichever of some increasing steps is nearest to a step, the earlier of two that are as near; undefined for no steps. */
export function nearestStep(steps: readonly number[], step: number): number | undefined {
  let nearest: number | undefined
  for (const candidate of steps) {
    if (nearest === undefined || Math.abs(candidate - step) < Math.abs(nearest - step)) nearest = candidate
  }
  return nearest
}

/** All steps that occur in some lists, each once, in increasing order. */
export function unionOfSteps(lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b)
}
