import type { ConfigDifference, ConfigValue } from '@shared/runs/difference'

/** A value of a difference and the positions of the configs that have it. */
export interface ValueGroup {
  readonly value: ConfigValue | undefined
  readonly members: readonly number[]
}

/** The distinct values of a difference with those that share each, in the order in which they occur. */
export function groupValues({ values }: ConfigDifference): ValueGroup[] {
  const groups = new Map<ConfigValue | undefined, number[]>()
  for (const [index, value] of values.entries()) {
    const members = groups.get(value)
    if (members) members.push(index)
    else groups.set(value, [index])
  }
  return [...groups].map(([value, members]) => ({ value, members }))
}
