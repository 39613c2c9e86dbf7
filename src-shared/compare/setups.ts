import type { RunRow } from './row'

/** Runs that differ in nothing that they learn by but their seed: branches of one run at one step are a setup of their own. */
export interface Setup {
  readonly key: string
  /** In words: the settings in which it differs from the others. */
  readonly label: string
  /**
   * One run for each seed: of several with one seed, which are no independent runs, the one that is the furthest. Runs of unknown
   * seeds may be one run several times, as where a log was imported twice: they count as one seed.
   */
  readonly rows: readonly RunRow[]
  /** Runs that repeat a seed, or may. */
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

/** Keys of rows that were asked for: a row never changes, and each head of a group asks in each of its columns. */
const known = new WeakMap<RunRow, string>()

function keyOf(row: RunRow): string {
  const before = known.get(row)
  if (before !== undefined) return before
  const settings = decisive(row)
  // Of a run from elsewhere whose settings are not known nothing is known that it shares with another.
  const own = row.source !== 'studio' && settings.length === 0 ? row.id : ''
  // A branch has learnt what the run before it did: it is no run from the start.
  const origin = row.origin && [row.origin.run, row.origin.step]
  const key = JSON.stringify([own, row.dataset, row.split, origin, settings.sort(([a], [b]) => (a < b ? -1 : 1))])
  known.set(row, key)
  return key
}

/** The last two parts of a path: `generator.learningRate`. */
const shortPath = (path: string): string => path.split('.').slice(-2).join('.')

/** A difference between setups: a path that tells it, and what it is called. */
interface Difference {
  readonly path: string
  readonly title: string
}

/**
 * The differences between rows, at most four. Settings that vary together are one: `learningRate` for those of several optimisers.
 */
function differencesOf(rows: readonly RunRow[]): Difference[] {
  const paths = new Set(rows.flatMap((row) => decisive(row).map(([path]) => path)))
  const together = new Map<string, string[]>()
  for (const path of paths) {
    const values = JSON.stringify(rows.map(({ settings }) => settings[path] ?? null))
    if (rows.every(({ settings }) => settings[path] === rows[0]?.settings[path])) continue
    const others = together.get(values)
    if (others === undefined) together.set(values, [path])
    else others.push(path)
  }
  return [...together.values()].slice(0, LABELLED).flatMap(([path, ...others]) => {
    if (path === undefined) return []
    const name = path.split('.').at(-1) ?? path
    const shared = others.length > 0 && others.every((other) => other.split('.').at(-1) === name)
    return [{ path, title: shared ? name : shortPath(path) }]
  })
}

function labelOf(row: RunRow, differences: readonly Difference[]): string {
  const words = differences.flatMap(({ path, title }) => {
    const value = row.settings[path]
    return value === undefined ? [] : [`${title} ${valueText(value)}`]
  })
  const origin = row.origin === null ? [] : [`from step ${row.origin.step} of ${row.origin.run}`]
  const all = [...words, ...origin]
  return all.length === 0 ? row.name : all.join(', ')
}

/** Small numbers as they are written in settings: 1e-4. */
const valueText = (value: RunRow['settings'][string] | undefined): string =>
  typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-2 ? value.toExponential() : String(value)

const LABELLED = 4

function oneOfEachSeed(rows: readonly RunRow[]): Pick<Setup, 'rows' | 'repeated'> {
  const kept = new Map<number | null, RunRow>()
  for (const row of rows) {
    const present = kept.get(row.seed)
    if (present === undefined || row.step > present.step) kept.set(row.seed, row)
  }
  const independent = new Set(kept.values())
  return { rows: [...independent], repeated: rows.filter((row) => !independent.has(row)) }
}

function bySetup(rows: readonly RunRow[]): ReadonlyMap<string, readonly RunRow[]> {
  const groups = new Map<string, RunRow[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}

/** Of each setup among the rows one run for each seed, and those that repeat one. */
export function independentRuns(rows: readonly RunRow[]): Pick<Setup, 'rows' | 'repeated'> {
  const setups = [...bySetup(rows).values()].map(oneOfEachSeed)
  return { rows: setups.flatMap((setup) => setup.rows), repeated: setups.flatMap((setup) => setup.repeated) }
}

/** The rows by everything but their seed, in the order of their first rows. */
export function setupsOf(rows: readonly RunRow[]): Setup[] {
  const groups = bySetup(rows)
  const firsts = [...groups.values()].flatMap(([first]) => (first === undefined ? [] : [first]))
  const differences = differencesOf(firsts)
  return [...groups].flatMap(([key, group]) => {
    const [first] = group
    return first === undefined ? [] : [{ key, label: labelOf(first, differences), ...oneOfEachSeed(group) }]
  })
}
