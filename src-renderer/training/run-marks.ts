import type { AlertKind } from '@shared/alerts/alert'
import type { Run } from '@shared/runs/run'
import type { ChartMark } from '../charts/series'
import { formatCount } from '../ui/format/numbers'
import { changeMarks } from './change-form'

/** An alert in the fewest words, for a chart. */
const shortAlerts: { readonly [K in AlertKind]: string } = {
  'mode-collapse': 'collapse',
  'saturated-discriminator': 'D saturated',
  'vanishing-gradient': 'no gradient',
  divergence: 'diverges',
  'not-finite': 'not finite',
}

/** Where a run went on after it had been interrupted or stopped: how far it had been, and the engine where that is another. */
function resumeMarks({ starts, origin }: Pick<Run, 'starts' | 'origin'>): ChartMark[] {
  const first = origin?.step ?? 0
  return starts.flatMap(({ step, reached, engine }, i): ChartMark[] => {
    if (step <= first && reached <= step) return []
    const before = starts[i - 1]?.engine
    const lost = reached > step ? `, had reached ${formatCount(reached)}` : ''
    const other = before === undefined || before === engine ? '' : ` on ${engine}`
    return [{ step, label: `resumed${other}${lost}`, tone: 'quiet' }]
  })
}

/** What happened to a run, as marks of its charts in the order of their steps. */
export function marksOf(run: Pick<Run, 'alerts' | 'changes' | 'origin' | 'starts'>): ChartMark[] {
  const { alerts, changes, origin } = run
  const left: ChartMark[] =
    origin === null ? [] : [{ step: origin.step, label: `from Run ${origin.number}`, tone: 'quiet' }]
  const raised = alerts.map(
    ({ kind, since, cleared }): ChartMark => ({
      step: since,
      label: shortAlerts[kind],
      tone: cleared === null ? 'bad' : 'warn',
    }),
  )
  return [...left, ...resumeMarks(run), ...changeMarks(changes), ...raised].sort((a, b) => a.step - b.step)
}
