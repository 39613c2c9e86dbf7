import { type Skipped, type SkipSummary, skipReasons } from '@shared/datasets/import'

/** Examples that are kept for each reason. */
const exampleCount = 5

/** What was skipped, reason by reason in the order of `skipReasons`. */
export function summarise(skipped: readonly Skipped[]): SkipSummary[] {
  return skipReasons.flatMap((reason) => {
    const own = skipped.filter((item) => item.reason === reason)
    return own.length === 0 ? [] : [{ reason, count: own.length, examples: own.slice(0, exampleCount) }]
  })
}
