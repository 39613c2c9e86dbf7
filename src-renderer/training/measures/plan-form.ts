import { type MeasureName, measures, type QuantityName } from '@shared/measures/measure'
import type { MeasurePlan } from '@shared/runs/common-config'

/** A plan of measures as it is edited; no names stand for no plan. */
export interface MeasurePlanForm {
  names: MeasureName[]
  every: number | null
  unit: MeasurePlan['cadence']['unit']
  samples: number | null
  best: QuantityName | null
}

/** The form of a plan; of none, with what a plan starts from. */
export function planForm(plan: MeasurePlan | undefined): MeasurePlanForm {
  if (plan === undefined) return { names: [], every: 1, unit: 'epochs', samples: 2000, best: 'fid' }
  const { names, cadence, samples, best } = plan
  return { names: [...names], every: cadence.every, unit: cadence.unit, samples, best }
}

/** The plan that a form stands for; undefined for none. A best that no chosen measure gives is none. */
export function planOf({ names, every, unit, samples, best }: MeasurePlanForm): unknown {
  if (names.length === 0) return undefined
  const given = best !== null && names.some((name) => measures[name].quantities.includes(best))
  return { names, cadence: { unit, every }, samples, best: given ? best : null }
}
