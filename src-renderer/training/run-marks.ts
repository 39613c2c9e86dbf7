import type { AlertKind } from '@shared/alerts/alert'
import type { Run } from '@shared/runs/run'
import type { ChartMark } from '../charts/series'
import { changeMarks } from './change-form'

/** An alert in the fewest words, for a chart. */
const shortAlerts: { readonly [K in AlertKind]: string } = {
  'mode-collapse': 'collapse',
  'saturated-discriminator': 'D saturated',
  'vanishing-gradient': 'no gradient',
  divergence: 'diverges',
  'not-finite': 'not finite',
}

/** What happened to a run, as marks of its charts in the order of their steps. */
export function marksOf({ alerts, changes, origin }: Pick<Run, 'alerts' | 'changes' | 'origin'>): ChartMark[] {
  const left: ChartMark[] =
    origin === null ? [] : [{ step: origin.step, label: `from Run ${origin.number}`, tone: 'quiet' }]
  const raised = alerts.map(
    ({ kind, since, cleared }): ChartMark => ({
      step: since,
      label: shortAlerts[kind],
      tone: cleared === null ? 'bad' : 'warn',
    }),
  )
  return [...left, ...changeMarks(changes), ...raised].sort((a, b) => a.step - b.step)
}
