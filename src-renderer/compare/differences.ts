import type { RunRow } from '@shared/compare/row'
import { type ConfigDifference, type ConfigValue, configDifferences } from '@shared/runs/difference'
import type { Run } from '@shared/runs/run'
import { formatCount } from '../ui/format/numbers'
import { MOST_RECORDS } from './curves/curve-notes'

/** What settings are compared of. */
export interface Compared {
  readonly rows: readonly RunRow[]
  /** The records of the studio's own among them, as far as they are there. */
  readonly records: ReadonlyMap<string, Pick<Run, 'config'>>
  /** Whether records are being read that are not there yet. */
  readonly waiting: boolean
}

/** The settings of runs. @param reading whether records are being read */
export function comparedOf(rows: readonly RunRow[], records: Compared['records'], reading: boolean): Compared {
  const own = rows.filter(({ source }) => source === 'studio').slice(0, MOST_RECORDS)
  return { rows, records, waiting: reading && own.some(({ id }) => !records.has(id)) }
}

/** Whether two states of runs have the same names and settings: then nothing else differs, however far they trained. */
export const haveSameSettings = (before: Compared, now: Compared): boolean =>
  before.waiting === now.waiting &&
  before.rows.length === now.rows.length &&
  now.rows.every(({ id, name, settings }, i) => {
    const was = before.rows[i]
    const sameRecord = before.records.get(id)?.config === now.records.get(id)?.config
    return was?.id === id && was.name === name && was.settings === settings && sameRecord
  })

/** What differs in the settings of some runs, or why nothing can be said of it. */
export type Differences =
  /** Fewer than two runs. */
  | { readonly type: 'few' }
  /** The records of runs of the studio are not here yet. */
  | { readonly type: 'waiting' }
  /** All, or all but one, were imported from logs that say no settings. */
  | { readonly type: 'unknown'; readonly of: 'all' | 'all but one' }
  | {
      readonly type: 'found'
      /** Those whose settings are compared, in the order of the values of each difference. */
      readonly runs: readonly RunRow[]
      readonly differences: readonly ConfigDifference[]
      /** Imported runs that are left out: their logs say no settings. */
      readonly silent: number
    }

/** Settings as the table has them. What the log of an imported run does not say is not known to differ. */
function rowDifferences(runs: readonly RunRow[]): ConfigDifference[] {
  const paths = new Set(runs.flatMap(({ settings }) => Object.keys(settings)))
  return [...paths].flatMap((path) => {
    const values = runs.map(({ settings }): ConfigValue | undefined => settings[path])
    const said = new Set(values.filter((value, i) => value !== undefined || runs[i]?.source === 'studio'))
    return said.size > 1 ? [{ path, values }] : []
  })
}

/** What differs between runs: layer by layer where all are of the studio, else in the settings that the table has of them. */
export function whatDiffers({ rows, records, waiting }: Compared): Differences {
  if (rows.length < 2) return { type: 'few' }
  const silent = rows.filter(({ source, settings }) => source !== 'studio' && Object.keys(settings).length === 0).length
  const own = rows.filter(({ source }) => source === 'studio')
  const unknown: Differences = { type: 'unknown', of: silent === rows.length ? 'all' : 'all but one' }
  if (silent === rows.length - own.length) {
    // Of some of them alone it would be said what may not hold for all.
    if (waiting) return { type: 'waiting' }
    const found = own.flatMap((run) => {
      const config = records.get(run.id)?.config
      return config === undefined ? [] : [{ run, config }]
    })
    if (found.length > 1) {
      const differences = configDifferences(found.map(({ config }) => config))
      return { type: 'found', runs: found.map(({ run }) => run), differences, silent }
    }
    return own.length > 1 ? { type: 'waiting' } : unknown
  }
  const runs = rows.filter(({ source, settings }) => source === 'studio' || Object.keys(settings).length > 0)
  if (runs.length < 2) return unknown
  return { type: 'found', runs, differences: rowDifferences(runs), silent }
}

const leftOut = (runs: number): string =>
  runs === 1
    ? '1 imported run is left out: its log says no settings.'
    : `${formatCount(runs)} imported runs are left out: their logs say no settings.`

/** Why no difference is shown, or which runs are left out of those that are; null where there is nothing to say. */
export function differenceNote(found: Differences): string | null {
  switch (found.type) {
    case 'few':
      return 'Choose two runs or more to see what differs in their settings.'
    case 'waiting':
      return 'The settings of these runs are not here yet.'
    case 'unknown': {
      const runs = found.of === 'all' ? 'These runs' : 'All of these runs but one'
      return `${runs} were imported from logs that say no settings: what differs is not known.`
    }
    case 'found': {
      const { runs, differences, silent } = found
      const imported = runs.some(({ source }) => source !== 'studio')
      const same = imported
        ? 'These runs have the same settings, as far as their logs say them.'
        : 'These runs have the same settings, down to the seed.'
      const notes = [...(differences.length === 0 ? [same] : []), ...(silent === 0 ? [] : [leftOut(silent)])]
      return notes.length === 0 ? null : notes.join(' ')
    }
  }
}
