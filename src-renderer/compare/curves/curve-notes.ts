import { MANY } from '../../charts/line-painter'
import { formatCount } from '../../ui/format/numbers'
import type { Reading } from './curve-wishes'

/** What is drawn. */
export interface Drawn {
  /** Runs whose place on the axis is not known. */
  readonly unplaced: number
  /** Lines of the chart that has the most. */
  readonly lines: number
  /** Weight of the past. */
  readonly smoothing: number
  readonly reading: Reading
}

/** Runs whose records are read at most: events, measured values, pictures and settings of more cannot be told apart. */
export const MOST_RECORDS = 500

/** What is left out where more runs of the studio are chosen than records are read; null for none. */
export const recordNote = (runs: number): string | null =>
  runs <= MOST_RECORDS
    ? null
    : `Events, measured values, pictures and what differs are those of the first ${formatCount(MOST_RECORDS)} of ${formatCount(runs)} chosen runs.`

/** What charts leave out, a sentence each; none where everything is drawn as it is. */
export function curveNotes({ unplaced, lines, smoothing, reading }: Drawn): string[] {
  const notes: string[] = []
  if (unplaced === 1) notes.push('1 run is left out: its place on this axis is not known.')
  else if (unplaced > 1)
    notes.push(`${formatCount(unplaced)} runs are left out: their places on this axis are not known.`)
  if (lines > MANY) {
    const parts = smoothing > 0 && reading.type === 'whole' ? 'dashes and raw traces' : 'dashes'
    notes.push(`More than ${MANY} lines: ${parts} are drawn of the one under the pointer.`)
  }
  if (reading.type === 'thinned') {
    const first = smoothing > 0 ? ', smoothed over all of them' : ''
    notes.push(`Each curve has at most ${formatCount(reading.points)} of its values, its extremes among them${first}.`)
  }
  return notes
}
