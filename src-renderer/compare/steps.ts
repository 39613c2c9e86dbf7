/** All steps that occur in some lists, each once, in increasing order. */
export function unionOfSteps(lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b)
}
