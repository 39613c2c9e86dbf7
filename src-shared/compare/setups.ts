import type { RunRow } from './row'

/** Runs that differ in nothing that they learn by but their seed. */
export interface Setup {
  readonly key: string
  /** In words: the settings in which it differs from the others. */
  readonly label: string
  /** One run for each seed: of several with one seed, which are no independent runs, the one that is the furthest. */
  readonly rows: readonly RunRow[]
  /** Runs that repeat a seed. */
  readonly repeated: readonly RunRow[]
}

/** Settings that say what is drawn, kept or measured, and not how a run learns. */
const isIncidental = (path: string): boolean =>
  path === 'seed' ||
  path === 'engine' ||
  path === 'version' ||
  path === 'architecture.name' ||
  path.startsWith('samples.') ||
  path.startsWith('checkpoints.') ||
  path.startsWith('measures.')

const decisive = ({ settings }: RunRow): [string, unknown][] =>
  Object.entries(settings).filter(([path]) => !isIncidental(path))

function keyOf(row: RunRow): string {
  const settings = decisive(row)
  // Of a run from elsewhere whose settings are not known nothing is known that it shares with another.
  const own = row.source !== 'studio' && settings.length === 0 ? row.id : ''
  return JSON.stringify([own, row.dataset, row.split, settings.sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** The last two parts of a path: `generator.learningRate`. */
const shortPath = (path: string): string => path.split('.').slice(-2).join('.')

function labelOf(row: RunRow, paths: readonly string[]): string {
  const words = paths.flatMap((path) => {
    const value = row.settings[path]
    return value === undefined ? [] : [`${shortPath(path)} ${value}`]
  })
  return words.length === 0 ? row.name : words.join(', ')
}

const LABELLED = 4

function oneOfEachSeed(rows: readonly RunRow[]): Pick<Setup, 'rows' | 'repeated'> {
  const kept = new Map<string, RunRow>()
  for (const row of rows) {
    const seed = row.seed === null ? row.id : `${row.seed}`
    const present = kept.get(seed)
    if (present === undefined || row.step > present.step) kept.set(seed, row)
  }
  const independent = [...kept.values()]
  return { rows: independent, repeated: rows.filter((row) => !independent.includes(row)) }
}

/** The rows by everything but their seed, in the order of their first rows. */
export function setupsOf(rows: readonly RunRow[]): Setup[] {
  const groups = new Map<string, RunRow[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  const firsts = [...groups.values()].flatMap(([first]) => (first === undefined ? [] : [first]))
  const paths = new Set(firsts.flatMap((row) => decisive(row).map(([path]) => path)))
  const differing = [...paths]
    .filter((path) => firsts.some(({ settings }) => settings[path] !== firsts[0]?.settings[path]))
    .slice(0, LABELLED)
  return [...groups].flatMap(([key, group]) => {
    const [first] = group
    return first === undefined ? [] : [{ key, label: labelOf(first, differing), ...oneOfEachSeed(group) }]
  })
}
