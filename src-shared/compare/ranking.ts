import { basisDifferences, type MeasurementBasis } from './basis'
import type { Column } from './columns'
import { byBasis } from './comparable'
import { type Statistics, statisticsOf } from './group'
import type { RunRow } from './row'
import { type Setup, setupsOf } from './setups'
import { type Interval, welchInterval } from './welch'

/** A setup with what its seeds came to. */
export interface RankedSetup {
  readonly setup: Setup
  readonly statistics: Statistics
}

/** What may be said about which setup is best. Each has `words`, one or two sentences for a person. */
export type Ranking =
  /** Nothing can be said: no way is better in this column, or no run has a value in it. */
  | { readonly type: 'none'; readonly words: string }
  /** The runs were measured in different ways, and values of different ways are not ranked. */
  | {
      readonly type: 'incomparable'
      readonly words: string
      /** In what they differ: `feature network`, `number of samples`, `dataset`, `split`. */
      readonly differs: readonly string[]
      readonly groups: readonly { readonly basis: MeasurementBasis; readonly runs: readonly string[] }[]
    }
  /** All runs are of one setup. */
  | { readonly type: 'single'; readonly words: string; readonly only: RankedSetup }
  /** Not enough runs to tell; `leaders` are those that may be the best, the best mean first. */
  | {
      readonly type: 'undecided'
      readonly words: string
      /** `no-spread`: the seeds of two setups have one value each, as copies of a run do. */
      readonly reason: 'too-few-seeds' | 'overlap' | 'no-spread'
      readonly ranked: readonly RankedSetup[]
      readonly leaders: readonly RankedSetup[]
    }
  | {
      readonly type: 'winner'
      readonly words: string
      readonly winner: RankedSetup
      /** All of them, the best first. */
      readonly ranked: readonly RankedSetup[]
      /** The best less the second. */
      readonly margin: Interval
    }

/** Confidence of all statements of a ranking together. */
const CONFIDENCE = 0.95
/** Seeds that a setup needs at least: the spread of one is not known. */
const LEAST_SEEDS = 2

const text = (value: number): string => String(Number(value.toPrecision(4))).replace(/^-/, '−')

/** The label of a setup in a sentence: several settings in quotes, for they have commas of their own. */
const named = ({ setup: { label } }: RankedSetup): string => (label.includes(', ') ? `“${label}”` : label)

/** The title of a column in a sentence: “FID, best” as “best FID”, “Loss, last epoch” as “Loss (last epoch)”. */
const called = (title: string): string =>
  title.replace(/^(.+), (best|last)$/, '$2 $1').replace(/^(.+), (.+)$/, '$1 ($2)')

const seedsText = (count: number): string => (count === 1 ? '1 seed' : `${count} seeds`)

function meanText({ statistics: { mean, deviation } }: RankedSetup): string {
  return deviation === null ? text(mean) : `${text(mean)} ± ${Number(deviation.toPrecision(2))}`
}

/** Whether the values are of runs that trained equally long, in words where they are not. */
function lengthText(column: Column, setups: readonly Setup[]): string {
  const steps = setups.flatMap((setup) => setup.rows.map((row) => column.trained?.(row) ?? row.step))
  const least = steps.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = steps.reduce((a, b) => Math.max(a, b), 0)
  return most > least ? ` They trained unequally long: ${least} to ${most} steps.` : ''
}

function leftOut(
  column: Column,
  rows: readonly RunRow[],
  counted: readonly RunRow[],
  setups: readonly Setup[],
): string {
  const unmeasured = rows.length - counted.length
  const left = setups.flatMap((setup) => setup.repeated)
  const repeated = left.filter(({ seed }) => seed !== null).length
  const unknown = left.length - repeated
  const active = counted.filter(
    ({ state }) => state === 'running' || state === 'preparing' || state === 'paused',
  ).length
  const runs = (count: number) => (count === 1 ? '1 run' : `${count} runs`)
  return [
    unmeasured === 0 ? '' : ` ${runs(unmeasured)} without a value ${unmeasured === 1 ? 'is' : 'are'} not counted.`,
    repeated === 0
      ? ''
      : ` ${runs(repeated)} that repeat${repeated === 1 ? 's' : ''} a seed ${repeated === 1 ? 'is' : 'are'} not counted.`,
    unknown === 0
      ? ''
      : ` ${runs(unknown)} of unknown seed, which may repeat another, ${unknown === 1 ? 'is' : 'are'} not counted.`,
    active === 0 ? '' : ` ${runs(active)} still train${active === 1 ? 's' : ''}.`,
    lengthText(column, setups),
  ].join('')
}

/**
 * Which setup is best in a column. Values that were measured with different feature networks, numbers of samples, datasets or splits
 * are not ranked. Runs that differ in nothing but their seed are one setup, and its value is the mean of its seeds. The setup with
 * the best mean is named only where Welch’s interval of its difference to each other one excludes 0, at a confidence of 95 % for all
 * of them together (Bonferroni: 1 − 0.05 / comparisons each); a setup of one seed leaves it undecided, for it tells no spread,
 * and so do two whose seeds have one value each. Runs that trained unequally long are ranked, and the words say so.
 */
export function rank(rows: readonly RunRow[], column: Column): Ranking {
  const { better, title } = column
  if (better === null) return { type: 'none', words: `In “${title}” no value is better than another.` }
  const counted = rows.filter((row) => {
    const value = column.value(row)
    return typeof value === 'number' && Number.isFinite(value)
  })
  if (counted.length === 0) return { type: 'none', words: `No run has a value in “${title}”.` }
  const groups = byBasis(column, counted).map(({ basis, rows: own }) => ({ basis, runs: own.map(({ id }) => id) }))
  if (groups.length > 1) {
    const differs = basisDifferences(groups.map(({ basis }) => basis))
    const words = `Not ranked: the values of “${title}” differ in ${differs.join(', ')}. Choose runs that were measured in the same way.`
    return { type: 'incomparable', words, differs, groups }
  }
  const setups = setupsOf(counted)
  const sign = better === 'lower' ? 1 : -1
  const ranked = setups
    .flatMap((setup): RankedSetup[] => {
      const statistics = statisticsOf(column, setup.rows)
      return statistics === undefined ? [] : [{ setup, statistics }]
    })
    .sort((a, b) => sign * (a.statistics.mean - b.statistics.mean))
  const note = leftOut(column, rows, counted, setups)
  return decided(ranked, title, better, note)
}

function decided(ranked: readonly RankedSetup[], title: string, better: 'lower' | 'higher', note: string): Ranking {
  const [best, ...others] = ranked
  const [second] = others
  if (best === undefined) return { type: 'none', words: `No run has a value in “${title}”.` }
  if (second === undefined) {
    const { count } = best.statistics
    const words = `One setup, ${seedsText(count)}: ${called(title)} ${meanText(best)}. There is none to compare it with.${note}`
    return { type: 'single', words, only: best }
  }
  const lonely = ranked.filter(({ statistics }) => statistics.count < LEAST_SEEDS)
  if (lonely.length > 0) {
    const which = lonely.length === ranked.length ? 'each has 1' : `${lonely.map(named).join('; ')}: 1`
    const words = `Not enough runs to tell: a setup needs at least ${LEAST_SEEDS} seeds (${which}).${note}`
    return { type: 'undecided', reason: 'too-few-seeds', words, ranked, leaders: ranked }
  }
  const confidence = 1 - (1 - CONFIDENCE) / others.length
  const margins = others.map((other) => ({
    other,
    margin: welchInterval(best.statistics, other.statistics, confidence),
  }))
  const alike = margins.filter(({ margin }) => margin === undefined || (margin.low <= 0 && margin.high >= 0))
  const nearest = alike[0]
  if (nearest !== undefined) {
    const { other, margin } = nearest
    const range =
      margin === undefined
        ? 'The seeds of each have one value, as copies of a run do, which tells no spread.'
        : `Their means may differ by anything from ${text(margin.low)} to ${text(margin.high)}, so either may be better. More seeds would narrow it.`
    const words =
      `Not enough runs to tell: ${named(best)} has ${called(title)} ${meanText(best)} (${seedsText(best.statistics.count)}), ` +
      `${named(other)} ${meanText(other)} (${seedsText(other.statistics.count)}). ${range}${note}`
    const reason = margin === undefined ? 'no-spread' : 'overlap'
    return { type: 'undecided', reason, words, ranked, leaders: [best, ...alike.map((one) => one.other)] }
  }
  const margin = margins[0]?.margin ?? { difference: 0, low: 0, high: 0 }
  const [least, most] = [Math.abs(margin.low), Math.abs(margin.high)].sort((a, b) => a - b)
  const words =
    `${named(best)} is best: ${called(title)} ${meanText(best)} over ${seedsText(best.statistics.count)}, ` +
    `${text(least ?? 0)} to ${text(most ?? 0)} ${better} than ${named(second)} (${text(100 * confidence)} % interval by Welch).${note}`
  return { type: 'winner', words, winner: best, ranked, margin }
}
