import { distance } from 'fastest-levenshtein'
import type { Column } from '../columns'

/** The column that a word means, or those that it might. */
export type FoundColumn =
  | { readonly type: 'found'; readonly column: Column }
  | { readonly type: 'ambiguous'; readonly columns: readonly Column[] }
  | { readonly type: 'unknown'; readonly nearest: string | null }

/**
 * The column that a person means: by its id, whatever the case; by the id of a group whose `type` is a column (`objective`); by its
 * title; or by the end of its id (`learningRate`) where that is the end of one only.
 */
export function findColumn(word: string, columns: readonly Column[]): FoundColumn {
  const wanted = word.toLowerCase()
  const exact =
    columns.find(({ id }) => id === word) ??
    columns.find(({ id }) => id.toLowerCase() === wanted) ??
    columns.find(({ id }) => id.toLowerCase() === `${wanted}.type`) ??
    columns.find(({ title }) => title.toLowerCase() === wanted)
  if (exact !== undefined) return { type: 'found', column: exact }
  const ending = columns.filter(({ id }) => id.toLowerCase().endsWith(`.${wanted}`))
  const [only, second] = ending
  if (only !== undefined && second === undefined) return { type: 'found', column: only }
  if (only !== undefined) return { type: 'ambiguous', columns: ending }
  return { type: 'unknown', nearest: nearestName(wanted, columns) }
}

const lettersOf = (text: string): string => [...text].sort().join('')

/** How many edits lie between two words; letters that were mixed up count as one. */
function editsBetween(wanted: string, name: string): number {
  if (wanted !== name && wanted.length === name.length && lettersOf(wanted) === lettersOf(name)) return 1
  return distance(wanted, name)
}

/**
 * The id that is most like a word, as a whole, without `type` at its end, or by its last parts; of equal ones the one as long as the
 * word. Null where none is within half the word's length of edits.
 */
function nearestName(wanted: string, columns: readonly Column[]): string | null {
  const depth = wanted.split('.').length
  let best: { readonly id: string; readonly rank: number } | undefined
  for (const { id } of columns) {
    const name = id.toLowerCase()
    const forms = [name, name.replace(/\.type$/, ''), name.split('.').slice(-depth).join('.')]
    const edits = Math.min(...forms.map((form) => editsBetween(wanted, form)))
    const rank = edits + Math.min(0.9, Math.abs(name.length - wanted.length) / 100)
    if (best === undefined || rank < best.rank) best = { id, rank }
  }
  return best === undefined || Math.floor(best.rank) > Math.max(1, Math.ceil(wanted.length / 2)) ? null : best.id
}
