import { type ErrorCode, StudioError } from '@shared/contract/errors'
import { distance } from 'fastest-levenshtein'

/** Up to `limit` of `names`, nearest first: those that begin with what was typed, then by edit distance, then as given. */
export function nearest(wanted: string, names: readonly string[], limit = 3): string[] {
  const typed = wanted.toLowerCase()
  const rank = (name: string) => (typed !== '' && name.startsWith(typed) ? 0 : distance(typed, name.toLowerCase()))
  return names
    .map((name) => ({ name, rank: rank(name) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ name }) => name)
}

/**
 * The error for an identifier that does not exist.
 *
 * @param kind what it should have named, such as `run`
 * @param names the identifiers that exist
 */
export function unknownName(code: ErrorCode, kind: string, wanted: string, names: readonly string[]): StudioError {
  const close = nearest(wanted, names)
  return new StudioError(code, `There is no ${kind} “${wanted}”`, {
    safe: 'Nothing has been changed.',
    next:
      close.length === 0
        ? `There is no ${kind} yet: create one first.`
        : `Choose one that exists: ${close.join(', ')}.`,
    nearest: close,
  })
}
