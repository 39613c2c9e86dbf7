import type { MeasuredEngine, MeasureEvent, Measurement } from '@shared/compute/measurement'
import type { StoredFailure } from '@shared/contract/errors'

/** Whether engines are being measured, and how far it is. */
export type Measuring =
  | { readonly state: 'idle' }
  | {
      readonly state: 'measuring'
      /** What is at work, in words. */
      readonly doing: string
      /** Of the whole, 0 to 1; null before the first word. */
      readonly done: number | null
      /** What is finished so far. */
      readonly rows: readonly MeasuredEngine[]
    }
  | { readonly state: 'failed'; readonly failure: StoredFailure }

/** A measurement that has just begun. */
export const begun: Measuring = { state: 'measuring', doing: 'Looking for engines', done: null, rows: [] }

/** What a page knows of measurements. */
export interface Known {
  readonly measuring: Measuring
  /** The last one that finished. */
  readonly last: Measurement | null
}

/** What is known after an event; events of a measurement that was cancelled change nothing. */
export function afterEvent(known: Known, event: MeasureEvent): Known {
  const { measuring, last } = known
  if (measuring.state !== 'measuring') return known
  switch (event.type) {
    case 'progress': {
      const doing = `${event.preset} on ${event.engine}: ${event.doing}`
      return { last, measuring: { ...measuring, doing, done: event.done } }
    }
    case 'row':
      return { last, measuring: { ...measuring, rows: [...measuring.rows, event.row] } }
    case 'finished':
      return { last: event.measurement, measuring: { state: 'idle' } }
  }
}

/** The rows to show: those of the measurement at work, else of the last one. */
export const rowsOf = ({ measuring, last }: Known): readonly MeasuredEngine[] =>
  measuring.state === 'measuring' ? measuring.rows : (last?.rows ?? [])

/** For each preset the fastest engine that was measured. */
export function fastest(rows: readonly MeasuredEngine[]): ReadonlyMap<string, MeasuredEngine> {
  const best = new Map<string, MeasuredEngine>()
  const time = (row: MeasuredEngine | undefined): number =>
    row?.outcome.state === 'measured' ? row.outcome.milliseconds : Number.POSITIVE_INFINITY
  for (const row of rows) if (time(row) < time(best.get(row.preset))) best.set(row.preset, row)
  return best
}
