import type { Operator } from './query'

interface Place {
  /** Position of the first character, from 0. */
  readonly at: number
  /** Position after the last one. */
  readonly end: number
}

/** A piece of a query. */
export type Token = Place &
  (
    | { readonly type: 'word'; readonly text: string }
    | { readonly type: 'quoted'; readonly text: string; readonly closed: boolean }
    | { readonly type: 'operator'; readonly operator: Operator }
    | { readonly type: 'open' | 'close' }
    | { readonly type: 'end' }
  )

const operatorAt = /^(<=|>=|!=|==|[=<>~])/
/** Words are everything up to a space, a quote, a parenthesis or an operator: names with dots, slashes, dashes; numbers. */
const wordAt = /^[^\s"()=<>!~]+/
const quotedAt = /^"((?:[^"\\]|\\.)*)("|$)/s

const operatorOf = (text: string): Operator => {
  switch (text) {
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '~':
      return text
    default:
      return '='
  }
}

/** The pieces of a query, the last of which is its end. A character that begins none becomes a word of its own. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at)
    const space = /^\s+/.exec(rest)?.[0]
    if (space !== undefined) {
      at += space.length
      continue
    }
    const token = tokenAt(rest, at)
    tokens.push(token)
    at = token.end
  }
  return [...tokens, { type: 'end', at: text.length, end: text.length }]
}

function tokenAt(rest: string, at: number): Token {
  const place = (length: number): Place => ({ at, end: at + length })
  if (rest.startsWith('(')) return { type: 'open', ...place(1) }
  if (rest.startsWith(')')) return { type: 'close', ...place(1) }
  const quoted = quotedAt.exec(rest)
  if (quoted) {
    const [whole, text = '', close] = quoted
    return { type: 'quoted', text: text.replace(/\\(.)/gs, '$1'), closed: close === '"', ...place(whole.length) }
  }
  const operator = operatorAt.exec(rest)?.[0]
  if (operator !== undefined) return { type: 'operator', operator: operatorOf(operator), ...place(operator.length) }
  const word = wordAt.exec(rest)?.[0] ?? rest.slice(0, 1)
  return { type: 'word', text: word, ...place(word.length) }
}

/** A text as a query has it: as it is where it is one word, else in quotes. */
export const quoted = (text: string): string =>
  /^[^\s"()=<>!~]+$/.test(text) && !reserved.has(text.toLowerCase())
    ? text
    : `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`

/** Words with a meaning of their own. */
export const reserved: ReadonlySet<string> = new Set(['and', 'or', 'not', 'none', 'true', 'false'])
