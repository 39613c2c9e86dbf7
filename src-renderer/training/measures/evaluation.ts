import type { StoredFailure } from '@shared/contract/errors'
import type { MeasureName } from '@shared/measures/measure'
import type { EvaluationEvent } from '@shared/measures/measured-value'

/** A measure that could not be computed. */
export interface MeasureFailure {
  readonly measure: MeasureName
  readonly step: number
  readonly failure: StoredFailure
}

/** What an evaluation does at present. */
interface Doing {
  readonly phase: string
  readonly step: number | null
  readonly done: number
  readonly total: number
  /** Of the phase, in pieces of its total; null until it is known. */
  readonly perSecond: number | null
  /** When the phase began, in ms, and how much of it was done then. */
  readonly from: { readonly at: number; readonly done: number }
}

/** An evaluation of a run as its screen shows it. */
export type Evaluation =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly doing: Doing | null; readonly failures: readonly MeasureFailure[] }
  | { readonly state: 'ended'; readonly failures: readonly MeasureFailure[] }
  | { readonly state: 'failed'; readonly failure: StoredFailure }

/** No rate is told before a phase took so many milliseconds. */
const SETTLED = 500

function doingAfter(
  doing: Doing | null,
  { phase, step, done, total }: Extract<EvaluationEvent, { type: 'progress' }>,
  now: number,
): Doing {
  const same = doing !== null && doing.phase === phase && doing.step === step && done >= doing.done
  const from = same ? doing.from : { at: now, done }
  const passed = now - from.at
  return { phase, step, done, total, from, perSecond: passed < SETTLED ? null : ((done - from.done) * 1000) / passed }
}

/** The evaluation after an event. @param now milliseconds on any clock that does not go back */
export function afterEvent(evaluation: Evaluation, event: EvaluationEvent, now: number): Evaluation {
  if (evaluation.state !== 'running') return evaluation
  switch (event.type) {
    case 'progress':
      return { ...evaluation, doing: doingAfter(evaluation.doing, event, now) }
    case 'failed': {
      const { measure, step, failure } = event
      return { ...evaluation, failures: [...evaluation.failures, { measure, step, failure }] }
    }
    case 'measured':
      return evaluation
  }
}
