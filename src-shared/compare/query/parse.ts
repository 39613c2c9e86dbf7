import type { Column } from '../columns'
import { findColumn } from './names'
import type { Literal, Operator, ParsedQuery, Query, QueryProblem } from './query'
import { quoted, reserved, type Token, tokensOf } from './tokens'

/** A query that cannot be read; the parser's only exception, and it never leaves this file. */
class Unreadable extends Error {
  constructor(readonly problem: QueryProblem) {
    super(problem.message)
  }
}

const fail = ({ at, end }: Token, message: string, suggestion: string | null = null): Unreadable =>
  new Unreadable({ at, length: end - at, message, suggestion })

/** Deeper queries are refused, so that none can exhaust the stack. */
const DEEPEST = 100

/** Operators of each kind of column. */
const suitable: Readonly<Record<Column['kind'], readonly Operator[]>> = {
  number: ['=', '!=', '<', '<=', '>', '>='],
  date: ['=', '!=', '<', '<=', '>', '>='],
  text: ['=', '!=', '~'],
  flag: ['=', '!='],
}

const kindWords = {
  number: 'a number',
  date: 'a date such as 2025-11-30',
  text: 'a text',
  flag: 'true or false',
} as const

/** ISO days and times; a day without a time is its first moment, in UTC. */
const datePattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?$/

class Parser {
  readonly #tokens: readonly Token[]
  #position = 0

  constructor(
    text: string,
    private readonly columns: readonly Column[],
  ) {
    this.#tokens = tokensOf(text)
  }

  parse(): Query {
    if (this.#next().type === 'end') return { type: 'all' }
    const query = this.#either(0)
    const after = this.#next()
    if (after.type === 'close') throw fail(after, 'This parenthesis was never opened')
    if (after.type !== 'end') throw fail(after, 'Write “and” or “or” between two conditions', 'and')
    return query
  }

  #next(): Token {
    const token = this.#tokens[Math.min(this.#position, this.#tokens.length - 1)]
    if (token === undefined) throw new RangeError('a query has an end')
    return token
  }

  #take(): Token {
    const token = this.#next()
    this.#position++
    return token
  }

  #takeWord(word: string): boolean {
    const token = this.#next()
    if (token.type !== 'word' || token.text.toLowerCase() !== word) return false
    this.#position++
    return true
  }

  #either(depth: number): Query {
    const parts = [this.#both(depth)]
    while (this.#takeWord('or')) parts.push(this.#both(depth))
    return joined('or', parts)
  }

  #both(depth: number): Query {
    const parts = [this.#single(depth)]
    while (this.#takeWord('and')) parts.push(this.#single(depth))
    return joined('and', parts)
  }

  #single(depth: number): Query {
    if (depth > DEEPEST) throw fail(this.#next(), 'This is nested too deeply')
    if (this.#takeWord('not')) return { type: 'not', part: this.#single(depth + 1) }
    const token = this.#take()
    switch (token.type) {
      case 'open': {
        const inner = this.#either(depth + 1)
        const close = this.#take()
        if (close.type !== 'close') throw fail(close, 'A closing parenthesis is missing', ')')
        return inner
      }
      case 'end':
        throw fail(token, 'A condition is missing here')
      case 'close':
        throw fail(token, 'A condition is missing before this parenthesis')
      case 'operator':
        throw fail(token, `The name of a column is missing before “${token.operator}”`)
      case 'word':
      case 'quoted':
        return this.#condition(token)
    }
  }

  #condition(token: Extract<Token, { type: 'word' | 'quoted' }>): Query {
    requireClosed(token)
    const operator = this.#next()
    if (operator.type !== 'operator') return this.#bare(token)
    this.#position++
    if (token.type === 'word' && reserved.has(token.text.toLowerCase())) {
      throw fail(token, `“${token.text}” is no column`)
    }
    const column = this.#column(token, token.text)
    if (!suitable[column.kind].includes(operator.operator)) {
      const fitting = suitable[column.kind].join(' ')
      throw fail(operator, `“${column.id}” is ${kindWords[column.kind]}: it takes ${fitting}`, '=')
    }
    return { type: 'compare', column, operator: operator.operator, value: this.#value(column) }
  }

  /** A word alone: a column that is true or false, else a text to look for. */
  #bare(token: Extract<Token, { type: 'word' | 'quoted' }>): Query {
    if (token.type === 'word') {
      const found = findColumn(token.text, this.columns)
      if (found.type === 'found' && found.column.kind === 'flag') {
        return { type: 'compare', column: found.column, operator: '=', value: true }
      }
      if (reserved.has(token.text.toLowerCase())) throw fail(token, `A condition is missing before “${token.text}”`)
    }
    return { type: 'search', text: token.text }
  }

  #column(token: Token, name: string): Column {
    const found = findColumn(name, this.columns)
    switch (found.type) {
      case 'found':
        return found.column
      case 'ambiguous': {
        const names = found.columns.map(({ id }) => id)
        throw fail(token, `“${name}” means ${names.slice(0, 4).join(', ')}: name one of them`, names[0] ?? null)
      }
      case 'unknown':
        throw fail(token, `There is no column “${name}”`, found.nearest === null ? null : quoted(found.nearest))
    }
  }

  #value(column: Column): Literal {
    const token = this.#take()
    if (token.type === 'operator') throw fail(token, 'One comparison is enough here')
    if (token.type !== 'word' && token.type !== 'quoted')
      throw fail(token, `${sentence(kindWords[column.kind])} is missing here`)
    requireClosed(token)
    if (token.type === 'word' && token.text.toLowerCase() === 'none') return null
    const value = literal(column, token.text)
    if (value !== undefined) return value
    throw fail(token, `“${column.id}” is compared with ${kindWords[column.kind]}, not “${token.text}”`)
  }
}

const sentence = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1)

const joined = (type: 'and' | 'or', parts: readonly Query[]): Query => {
  const [first, second] = parts
  return first !== undefined && second === undefined ? first : { type, parts }
}

function requireClosed(token: Token): void {
  if (token.type === 'quoted' && !token.closed) throw fail(token, 'The closing quote is missing', '"')
}

/** A text as a value of a column's kind; undefined where it is none. */
function literal({ kind }: Column, text: string): Literal | undefined {
  switch (kind) {
    case 'text':
      return text
    case 'flag': {
      const word = text.toLowerCase()
      return word === 'true' || word === 'yes' ? true : word === 'false' || word === 'no' ? false : undefined
    }
    case 'number': {
      const value = Number(text)
      return text.trim() === '' || Number.isNaN(value) ? undefined : value
    }
    case 'date': {
      const value = datePattern.test(text)
        ? Date.parse(text.length === 16 || text.length === 19 ? `${text}Z` : text)
        : Number.NaN
      return Number.isNaN(value) ? undefined : value
    }
  }
}

/**
 * Reads a query such as `objective = wgan-gp and (fid < 30 or not tags = "old ones")`. `and` binds closer than `or`; a word that is
 * compared with nothing is looked for in names, ids and tags; `= none` is what is missing. Nothing is thrown.
 */
export function parseQuery(text: string, columns: readonly Column[]): ParsedQuery {
  try {
    return { ok: true, query: new Parser(text, columns).parse() }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.problem }
    throw error
  }
}
