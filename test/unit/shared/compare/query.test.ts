import { type Column, columnsOf } from '@shared/compare/columns'
import { completions } from '@shared/compare/query/complete'
import { matches } from '@shared/compare/query/evaluate'
import { parseQuery } from '@shared/compare/query/parse'
import type { Query, QueryProblem } from '@shared/compare/query/query'
import { quoted } from '@shared/compare/query/tokens'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measuredOnce, runRow } from '../../../support/run-rows'

const rows = [
  runRow({ number: 1, name: 'first try', measures: [measuredOnce(25)], settings: { 'objective.type': 'wgan-gp' } }),
  runRow({
    number: 2,
    measures: [measuredOnce(40)],
    settings: { 'objective.type': 'wgan-gp', 'penalty.weight': 10, 'on.flag': true },
    tags: ['good one', 'kept'],
    archived: true,
  }),
  runRow({
    number: 3,
    name: 'say "hi"',
    settings: {
      'objective.type': 'hinge',
      'optimisers.generator.learningRate': 1e-3,
      'optimisers.discriminator.learningRate': 2e-3,
    },
    measures: [],
  }),
]
const columns = columnsOf(rows)

function queryOf(text: string, among: readonly Column[] = columns): Query {
  const parsed = parseQuery(text, among)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`)
  return parsed.query
}

function problemOf(text: string): QueryProblem {
  const parsed = parseQuery(text, columns)
  if (parsed.ok) throw new Error(`${text} was read`)
  return parsed.problem
}

const found = (text: string): number[] => {
  const query = queryOf(text)
  return rows.filter((row) => matches(query, row)).map(({ number }) => number)
}

test.each([
  ['', [1, 2, 3]],
  ['objective = wgan-gp and fid < 30', [1]],
  ['objective = WGAN-GP', [1, 2]],
  ['objective != wgan-gp or fid >= 40', [2, 3]],
  ['not objective = hinge and fid<30', [1]],
  ['not (objective = hinge or fid < 30)', [2]],
  ['fid = none', [3]],
  ['fid != none', [1, 2]],
  ['fid != 25', [2, 3]],
  ['not fid < 30', [2, 3]],
  ['penalty.weight >= 1e1', [2]],
  ['name ~ TRY', [1]],
  ['name = "say \\"hi\\""', [3]],
  ['tags = kept', [2]],
  ['tags = "good one"', [2]],
  ['tags ~ good', [2]],
  ['tags = good', []],
  ['archived', [2]],
  ['archived = false', [1, 3]],
  ['flag = yes', [2]],
  ['try', [1]],
  ['"say"', [3]],
  ['kept', [2]],
  ['created >= 2026-01-02', [2, 3]],
  ['created = 2026-01-02', [2]],
  ['created < 2026-01-02T12:00', [1, 2]],
  ['generator.learningRate = 0.001', [3]],
  ['number = 1 or number = 2 and fid > 30', [1, 2]],
  ['(number = 1 or number = 2) and fid > 30', [2]],
])('%s', (text, expected) => {
  expect(found(text)).toEqual(expected)
})

test.each([
  ['fdi < 30', 0, 3, 'no column “fdi”', 'fid'],
  ['objetive = hinge', 0, 8, 'no column', 'objective.type'],
  ['learningRate < 1', 0, 12, 'name one of them', 'optimisers.generator.learningRate'],
  ['fid ~ 3', 4, 1, 'it takes =', '='],
  ['name < 3', 5, 1, 'it takes = != ~', '='],
  ['fid < many', 6, 4, 'with a number, not “many”', null],
  ['created > yesterday', 10, 9, 'a date such as', null],
  ['archived = perhaps', 11, 7, 'true or false', null],
  ['fid <', 5, 0, 'A number is missing here', null],
  ['fid < < 3', 6, 1, 'One comparison', null],
  ['(fid < 3', 8, 0, 'parenthesis is missing', ')'],
  ['fid < 3)', 7, 1, 'never opened', null],
  ['fid < 3 number = 1', 8, 6, 'Write “and” or “or”', 'and'],
  ['fid < 3 and', 11, 0, 'A condition is missing', null],
  ['and fid < 3', 0, 3, 'missing before “and”', null],
  ['= 3', 0, 1, 'column is missing', null],
  ['name = "open', 7, 5, 'closing quote', '"'],
])('%s is a problem at its place', (text, at, length, message, suggestion) => {
  const problem = problemOf(text)
  expect(problem).toMatchObject({ at, length, suggestion })
  expect(problem.message).toContain(message)
})

const offered = (marked: string): string[] => {
  const cursor = marked.indexOf('|')
  return completions(marked.replace('|', ''), cursor, columns, rows).map(({ text }) => text)
}

test.each([
  ['fi|', 'fid'],
  ['fid |', '<'],
  ['objective = |', 'wgan-gp'],
  ['objective = h|', 'hinge'],
  ['tags = |', '"good one"'],
  ['tags = "go|', '"good one"'],
  ['archived = |', 'true'],
  ['fid < 3 |', 'and'],
  ['fid < 3 and num|', 'number'],
  ['(lear|', 'optimisers.generator.learningRate'],
  ['not |', 'name'],
])('%s offers %s', (text, expected) => {
  expect(offered(text)).toContain(expected)
})

test('what is offered takes the place of the word at the cursor', () => {
  const [first] = completions('fid < 3 and numb = 1', 15, columns, rows)
  expect(first).toMatchObject({ text: 'number', from: 12, to: 16, kind: 'column' })
})

test('any text is read or is a problem within it, and nothing is thrown', () => {
  const piece = fc.constantFrom(
    'fid',
    'and',
    'or',
    'not',
    '(',
    ')',
    '<',
    '=',
    '"',
    '\\',
    ' ',
    '3',
    'x.y',
    'none',
    '~',
    '!',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((all) => all.join('')),
      ),
      fc.nat(),
      (text, place) => {
        const parsed = parseQuery(text, columns)
        if (parsed.ok) for (const row of rows) matches(parsed.query, row)
        else {
          expect(parsed.problem.at).toBeLessThanOrEqual(text.length)
          expect(parsed.problem.at + parsed.problem.length).toBeLessThanOrEqual(text.length)
        }
        completions(text, place % (text.length + 1), columns, rows)
      },
    ),
  )
  expect(problemOf('('.repeat(10_000)).message).toContain('deeply')
  expect(problemOf('not '.repeat(10_000)).message).toContain('deeply')
})

test('any text in quotes is found as it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      const query = queryOf(`name = ${quoted(name)}`)
      expect(matches(query, runRow({ name }))).toBe(true)
    }),
  )
})

test('a query and its negation divide the rows', () => {
  const comparison = fc.constantFrom('fid < 30', 'objective = hinge', 'penalty.weight != 10', 'archived', 'fid = none')
  const query: fc.Arbitrary<string> = fc.letrec<{ query: string }>((tie) => ({
    query: fc.oneof(
      { maxDepth: 4 },
      comparison,
      fc.tuple(tie('query'), fc.constantFrom('and', 'or'), tie('query')).map(([a, word, b]) => `(${a}) ${word} (${b})`),
      tie('query').map((inner) => `not (${inner})`),
    ),
  })).query
  fc.assert(
    fc.property(query, (text) => {
      expect([...found(text), ...found(`not (${text})`)].sort()).toEqual([1, 2, 3])
    }),
  )
})
