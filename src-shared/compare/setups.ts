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
  return words.length === 0 ? row.name : words.join(', ')
}

/** Small numbers as they are written in settings: 1e-4. */
const valueText = (value: RunRow['settings'][string] | undefined): string =>
  typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-2 ? value.toExponential() : String(value)

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
  const differences = differencesOf(firsts)
  return [...groups].flatMap(([key, group]) => {
    const [first] = group
    return first === undefined ? [] : [{ key, label: labelOf(first, differences), ...oneOfEachSeed(group) }]
  })
}
