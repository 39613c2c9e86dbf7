import type { Column } from '../columns'
import type { RunRow } from '../row'
import { findColumn } from './names'
import { quoted, type Token, tokensOf } from './tokens'

/** Something that may stand at the cursor: it takes the place of the characters from `from` to `to`. */
export interface Completion {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly kind: 'column' | 'operator' | 'value' | 'word'
  /** What it is, in a few words. */
  readonly detail: string
}

const MOST = 20

const operatorWords: Readonly<Record<Column['kind'], readonly (readonly [text: string, detail: string])[]>> = {
  number: [
    ['<', 'smaller'],
    ['>', 'larger'],
    ['=', 'equal'],
    ['!=', 'not equal'],
    ['<=', 'at most'],
    ['>=', 'at least'],
  ],
  date: [
    ['>', 'later'],
    ['<', 'earlier'],
    ['=', 'on that day'],
  ],
  text: [
    ['=', 'is'],
    ['~', 'contains'],
    ['!=', 'is not'],
  ],
  flag: [['=', 'is']],
}

/** The distinct values of a column as a query writes them, the most frequent first. */
function valuesOf(column: Column, rows: readonly RunRow[]): string[] {
  if (column.kind === 'flag') return ['true', 'false']
  if (column.kind === 'date') return []
  const counts = new Map<string, number>()
  for (const row of rows) {
    const value = column.value(row)
    if (value === null) continue
    for (const item of column.items?.(row) ?? [String(value)]) counts.set(item, (counts.get(item) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([text]) => (column.kind === 'text' ? quoted(text) : text))
}

const isWord = (token: Token | undefined, ...words: string[]): boolean =>
  token?.type === 'word' && words.includes(token.text.toLowerCase())

/** What may stand after the tokens before the cursor. */
type Expected =
  | { readonly type: 'condition' }
  | { readonly type: 'operator'; readonly column: Column }
  | { readonly type: 'value'; readonly column: Column }
  | { readonly type: 'join' }

function columnAt(token: Token | undefined, columns: readonly Column[]): Column | undefined {
  if (token?.type !== 'word' && token?.type !== 'quoted') return undefined
  const found = findColumn(token.text, columns)
  return found.type === 'found' ? found.column : undefined
}

function expectedAfter(before: readonly Token[], columns: readonly Column[]): Expected {
  const [last, previous, first] = [before.at(-1), before.at(-2), before.at(-3)]
  if (last === undefined || last.type === 'open' || isWord(last, 'and', 'or', 'not')) return { type: 'condition' }
  if (last.type === 'operator') {
    const column = columnAt(previous, columns)
    return column === undefined ? { type: 'join' } : { type: 'value', column }
  }
  const isValue = previous?.type === 'operator' && columnAt(first, columns) !== undefined
  const column = isValue ? undefined : columnAt(last, columns)
  return column === undefined ? { type: 'join' } : { type: 'operator', column }
}

/**
 * What may stand at a position of a query, what begins with the characters before it first.
 * @param cursor from 0 to the length of the text
 * @param rows whose values are offered
 */
export function completions(
  text: string,
  cursor: number,
  columns: readonly Column[],
  rows: readonly RunRow[],
): Completion[] {
  const tokens = tokensOf(text).filter(({ type }) => type !== 'end')
  const current = tokens.find(
    (token) => (token.type === 'word' || token.type === 'quoted') && token.at < cursor && cursor <= token.end,
  )
  const before = tokens.filter(({ end, at }) => end <= cursor && at !== current?.at)
  const [from, to] = current === undefined ? [cursor, cursor] : [current.at, current.end]
  const typed = text.slice(from, cursor).replace(/^"/, '').toLowerCase()
  const expected = expectedAfter(before, columns)
  const offer = (
    kind: Completion['kind'],
    options: readonly (readonly [text: string, detail: string])[],
  ): Completion[] => {
    const rank = (option: string) => option.replace(/^"/, '').toLowerCase().indexOf(typed)
    return options
      .filter(([option]) => rank(option) >= 0)
      .sort(([a], [b]) => Math.min(rank(a), 1) - Math.min(rank(b), 1))
      .slice(0, MOST)
      .map(([option, detail]) => ({ text: option, from, to, kind, detail }))
  }
  switch (expected.type) {
    case 'condition':
      return [
        ...offer(
          'column',
          columns.map(({ id, title }) => [quoted(id), title]),
        ),
        ...offer('word', [['not', 'the opposite']]),
      ].slice(0, MOST)
    case 'operator':
      return [
        ...offer('operator', operatorWords[expected.column.kind]),
        ...(expected.column.kind === 'flag' ? offer('word', joins) : []),
      ]
    case 'value':
      return offer('value', [
        ...valuesOf(expected.column, rows).map((value) => [value, expected.column.title] as const),
        ['none', 'missing'],
      ])
    case 'join':
      return offer('word', joins)
  }
}

const joins = [
  ['and', 'both'],
  ['or', 'one of them'],
] as const
