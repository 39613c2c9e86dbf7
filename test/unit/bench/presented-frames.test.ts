import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { presentedFrames } from '../../../bench/presented-frames'
import { temporaryFolder } from '../../support/temporary-folder'

test('frames count once, when they were presented, and not where they were dropped or had nothing new', () => {
  const report = (id: number, ts: number, state: string) => [
    { name: 'PipelineReporter', ph: 'b', pid: 1, id, ts, args: { chrome_frame_reporter: { state } } },
    { name: 'PipelineReporter', ph: 'e', pid: 1, id, ts: ts + 5000 },
  ]
  const traceEvents = [
    ...report(1, 1000, 'STATE_PRESENTED_ALL'),
    // A second report of the same frame.
    ...report(2, 1000, 'STATE_PRESENTED_PARTIAL'),
    ...report(3, 20_000, 'STATE_DROPPED'),
    ...report(4, 40_000, 'STATE_NO_UPDATE_DESIRED'),
    ...report(5, 30_000, 'STATE_PRESENTED_PARTIAL'),
    { name: 'Other', ph: 'e', pid: 1, id: 5, ts: 1 },
  ]
  const file = join(temporaryFolder(), 'trace.json')
  writeFileSync(file, JSON.stringify({ traceEvents: traceEvents.toReversed() }))
  expect(presentedFrames(file)).toEqual([6, 35])
})
