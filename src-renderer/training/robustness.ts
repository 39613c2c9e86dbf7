import type { Robustness } from '@shared/runs/robustness'
import { type ChartSeries, floatsOf } from '../charts/series'
import { formatCount } from '../ui/format/numbers'
import type { RunStyle } from '../ui/run-style'

/** The curves that are drawn: that of the newest measurement and, to compare, that of the first one. ε is in percent. */
export function robustnessCurves(
  all: readonly Robustness[],
  styles: { readonly newest: RunStyle; readonly first: RunStyle },
): ChartSeries[] {
  const [first, newest] = [all[0], all.at(-1)]
  const curve = ({ step, points }: Robustness, style: RunStyle): ChartSeries => {
    const rising = [...points].sort((a, b) => a.epsilon - b.epsilon)
    return {
      id: `step ${step}`,
      label: `Step ${formatCount(step)}`,
      style,
      xs: floatsOf(rising.map(({ epsilon }) => Math.round(epsilon * 100))),
      values: floatsOf(rising.map(({ accuracy }) => accuracy)),
    }
  }
  if (newest === undefined || first === undefined) return []
  const lines = [curve(newest, styles.newest)]
  return first === newest ? lines : [...lines, curve(first, styles.first)]
}
