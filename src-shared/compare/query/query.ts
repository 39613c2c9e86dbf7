import type { Column } from '../columns'

/** How a column is compared. `~` is “contains”. */
export const operators = ['=', '!=', '<', '<=', '>', '>=', '~'] as const
export type Operator = (typeof operators)[number]

/** What a column is compared with; a date is milliseconds since the epoch, null is `none`. */
export type Literal = string | number | boolean | null

/** A query as a tree. */
export type Query =
  /** Every run: the empty query. */
  | { readonly type: 'all' }
  | { readonly type: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly type: 'not'; readonly part: Query }
  | { readonly type: 'compare'; readonly column: Column; readonly operator: Operator; readonly value: Literal }
  /** Runs whose name, id or tags contain a text. */
  | { readonly type: 'search'; readonly text: string }

/** What is wrong with a query, and where. */
export interface QueryProblem {
  /** Position of the first character that it is about, from 0; at the end of the text where something is missing. */
  readonly at: number
  readonly length: number
  readonly message: string
  /** What to write in its place; null where nothing is near. */
  readonly suggestion: string | null
}

/** The result of reading a query. */
export type ParsedQuery =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly problem: QueryProblem }
