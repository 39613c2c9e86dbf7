import type { QuantityName } from '@shared/measures/measure'
import { bestOf, comparisonKey, type MeasuredValue } from '@shared/measures/measured-value'
import { type ChartSeries, floatsOf } from '../../charts/series'
import { formatCount } from '../../ui/format/numbers'
import type { RunStyle } from '../../ui/run-style'

/** What values rest on, in words: features, number of samples, split. */
export function basisWords({ features, samples, dataset, split }: MeasuredValue): string {
  return `${formatCount(samples)} samples of ${dataset}/${split} · ${features?.title ?? 'pixels'}`
}

/** The quantities that were measured, each once, in the order in which they first were. */
export const measuredQuantities = (values: readonly MeasuredValue[]): QuantityName[] => [
  ...new Set(values.map(({ quantity }) => quantity)),
]

/** Values of a quantity that may be compared, at rising steps; one of each step, the newest. */
export interface MeasuredGroup {
  readonly key: string
  readonly words: string
  readonly values: readonly MeasuredValue[]
}

/** The values of a quantity by what they rest on; those that reach the latest step first, of equal ones the newest. */
export function groupsOf(values: readonly MeasuredValue[], quantity: QuantityName): MeasuredGroup[] {
  const groups = new Map<string, Map<number, MeasuredValue>>()
  for (const one of values) {
    if (one.quantity !== quantity) continue
    const key = comparisonKey(one)
    const steps = groups.get(key) ?? new Map<number, MeasuredValue>()
    const known = steps.get(one.step)
    if (known === undefined || known.at <= one.at) steps.set(one.step, one)
    groups.set(key, steps)
  }
  return [...groups]
    .flatMap(([key, steps]) => {
      const ordered = [...steps.values()].sort((a, b) => a.step - b.step)
      const last = ordered.at(-1)
      return last === undefined ? [] : [{ key, words: basisWords(last), values: ordered, last }]
    })
    .sort((a, b) => b.last.step - a.last.step || b.last.at - a.last.at)
    .map(({ key, words, values: ordered }) => ({ key, words, values: ordered }))
}

/** Dashes of the second and later groups: the first has the run's line. */
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]]

/** A group as a line of points. @param index its place among the groups */
export const seriesOf = ({ key, words, values }: MeasuredGroup, style: RunStyle, index: number): ChartSeries => ({
  id: key,
  label: words,
  style: { ...style, dash: dashes[index % dashes.length] ?? [] },
  xs: floatsOf(values.map(({ step }) => step)),
  values: floatsOf(values.map(({ value }) => value)),
  points: true,
})

/** The best value of a run by a quantity, and whether its checkpoint is still kept. */
export interface BestValue {
  readonly best: MeasuredValue
  readonly kept: boolean
}

/** The best value by a quantity, among those that may be compared with the newest; undefined where there is none. */
export function bestKept(
  values: readonly MeasuredValue[],
  quantity: QuantityName,
  checkpoints: readonly { readonly name: string }[],
): BestValue | undefined {
  const best = bestOf(values, quantity)
  return best && { best, kept: checkpoints.some(({ name }) => name === best.checkpoint) }
}
