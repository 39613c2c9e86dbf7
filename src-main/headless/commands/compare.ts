import { type Column, columnsOf } from '@shared/compare/columns'
import { matches } from '@shared/compare/query/evaluate'
import { parseQuery } from '@shared/compare/query/parse'
import { rank } from '@shared/compare/ranking'
import type { RunRow } from '@shared/compare/row'
import { StudioError } from '@shared/contract/errors'
import { unknownName } from '../../nearest'
import { compareDocument, compareLines } from '../compare-report'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findProject, findRow } from '../find'

/** What `compare` takes beside the runs. */
export interface CompareOptions {
  readonly filter?: string | undefined
  readonly project?: string | undefined
  /** The column that is ranked by. */
  readonly by?: string | undefined
  readonly baseline?: string | undefined
  /** The step at which measured values are wanted too. */
  readonly at?: number | undefined
}

/** Runs whose layers are compared one by one. */
const DETAILED = 50

const usage = (message: string, next: string): StudioError =>
  new StudioError('INVALID_INPUT', message, { safe: 'Nothing has been changed.', next })

/** The rows that a query asks for. @throws StudioError `INVALID_INPUT` with the place and a suggestion */
function filtered(rows: readonly RunRow[], columns: readonly Column[], text: string): RunRow[] {
  const parsed = parseQuery(text, columns)
  if (parsed.ok) return rows.filter((row) => matches(parsed.query, row))
  const { at, length, message, suggestion } = parsed.problem
  const marks = `${' '.repeat(at)}${'^'.repeat(Math.max(1, length))}`
  throw new StudioError('INVALID_INPUT', message, {
    safe: 'Nothing has been changed.',
    next: suggestion === null ? 'Correct the filter.' : `Perhaps you meant: ${suggestion}`,
    problems: [{ path: '--filter', message: `at character ${at + 1}\n    ${text}\n    ${marks}` }],
    ...(suggestion === null ? {} : { nearest: [suggestion] }),
  })
}

/** The column to rank by: the one that is named, else the first measured quantity, else the first in which a way is better. */
function rankedColumn(columns: readonly Column[], wanted: string | undefined): Column | undefined {
  if (wanted === undefined) return columns.find(({ better }) => better !== null)
  const column = columns.find(({ id }) => id === wanted)
  if (column !== undefined) return column
  const names = columns.filter(({ better }) => better !== null).map(({ id }) => id)
  throw unknownName('INVALID_INPUT', 'column', wanted, names)
}

/** `compare RUN RUN…`, `compare --filter QUERY` */
export async function compareRuns(
  { client, output }: CommandContext,
  wanted: readonly string[],
  { filter, project, by, baseline, at }: CompareOptions,
): Promise<number> {
  if (wanted.length === 0 && filter === undefined)
    throw usage('There is nothing to compare', 'Name runs, or give --filter.')
  const within = project === undefined ? null : findProject(await client.projects.list(), project).id
  const all = await client.compare.rows({ project: within, at: at ?? null })
  const named = wanted.length === 0 ? all : [...new Set(wanted.map((text) => findRow(all, text)))]
  const rows = filter === undefined ? named : filtered(named, columnsOf(all), filter)
  const columns = columnsOf(rows)
  const column = rows.length < 2 ? undefined : rankedColumn(columns, by)
  const own = rows.length <= DETAILED && rows.every(({ source }) => source === 'studio')
  const comparison = {
    rows,
    columns,
    records: own ? await Promise.all(rows.map(({ id }) => client.runs.show({ id }))) : null,
    ranked: column === undefined ? null : { column, ranking: rank(rows, column) },
    baseline: baseline === undefined ? null : findRow(all, baseline),
  }
  output.result(compareDocument(comparison), () => compareLines(comparison))
  return exitCodes.done
}
