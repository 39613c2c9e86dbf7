import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** Issues with those of a union replaced by the issues of the form that comes closest, which is the one with the fewest. */
export function plainIssues(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue]
    const [nearest = []] = issue.errors.map(plainIssues).sort((one, other) => one.length - other.length)
    return nearest.length === 0 ? [issue] : nearest.map((one) => ({ ...one, path: [...issue.path, ...one.path] }))
  })
}
