import type { MeasuredEngine, MeasureEvent } from '@shared/compute/measurement'
import { describe, expect, it } from 'vitest'
import { afterEvent, begun, fastest, type Known, rowsOf } from '../../../../src-renderer/settings/measurement'

const row = (preset: string, engine: MeasuredEngine['engine'], milliseconds: number | null): MeasuredEngine => ({
  ...{ preset, engine, batchSize: 32 },
  outcome:
    milliseconds === null
      ? { state: 'failed', failure: { code: 'OUT_OF_MEMORY', message: 'm', safe: 's', next: 'n' } }
      : { state: 'measured', milliseconds, steps: 9, imagesPerSecond: 1, readyMilliseconds: 1, memoryBytes: 1 },
})
const old = { at: 1, machine: 'm', rows: [row('a', 'reference', 9)] }
const start: Known = { measuring: begun, last: old }
const progress: MeasureEvent = {
  type: 'progress',
  preset: 'a',
  engine: 'compiled-cpu',
  doing: 'Taking step 3',
  done: 0.4,
}
const rows = [row('a', 'compiled-cpu', 5)]

describe('a measurement', () => {
  it('shows how far it is and its own rows, then stays as the last one', () => {
    const later = afterEvent(start, progress)
    expect(later.measuring).toMatchObject({ done: 0.4, doing: 'a on compiled-cpu: Taking step 3' })
    expect(rowsOf(later)).toEqual([])
    const withRow = afterEvent(later, { type: 'row', row: row('a', 'compiled-cpu', 5) })
    expect(rowsOf(withRow)).toEqual(rows)
    const measurement = { at: 2, machine: 'm', rows }
    expect(afterEvent(withRow, { type: 'finished', measurement })).toEqual({
      measuring: { state: 'idle' },
      last: measurement,
    })
  })

  it('that was cancelled leaves the one before', () => {
    const cancelled: Known = { measuring: { state: 'idle' }, last: old }
    expect(afterEvent(cancelled, progress)).toBe(cancelled)
    expect(rowsOf(cancelled)).toEqual(old.rows)
  })

  it('names the fastest engine of each preset; one that failed is none', () => {
    const all = [row('a', 'reference', 9), row('a', 'compiled-cpu', 5), row('b', 'compiled-cpu', null)]
    expect([...fastest(all)]).toEqual([['a', all[1]]])
  })
})
