import type { RunEvent } from '@shared/runs/events'
import type { RunSummary } from '@shared/runs/run'
import type { RunStatus } from '@shared/runs/status'
import { describe, expect, it } from 'vitest'
import { noRuns, type RunsAtWork, type TaskProgress, takeEvent, taskProgress } from '../../../src-main/app/run-tidings'

const failure = { code: 'DISK_FULL', message: 'The disk is full', safe: 'All is safe.', next: 'Make room.' } as const

const run = (id: string, status: RunStatus, step = 0, steps = 100): RunEvent => {
  const summary: RunSummary = {
    id,
    project: 'first',
    number: Number(id),
    name: `Run ${id}`,
    preset: null,
    family: 'adversarial',
    dataset: 'mnist',
    origin: null,
    status,
    progress: { step, steps, stepsPerEpoch: 10, epoch: 0, epochs: 10, imagesPerSecond: null, secondsLeft: null },
    engine: null,
    created: 0,
    updated: 0,
    trainingSeconds: 0,
    latestSample: null,
    openAlerts: 0,
    tags: [],
    archived: false,
    queuePlace: null,
  }
  return { type: 'run', run: summary }
}

/** What is told of events, and what the task bar shows after each. */
function follow(...events: RunEvent[]): { tidings: string[]; bars: TaskProgress[] } {
  let runs: RunsAtWork = noRuns
  const tidings: string[] = []
  const bars = events.map((event) => {
    const taken = takeEvent(runs, event)
    runs = taken.runs
    if (taken.tiding) tidings.push(`${taken.tiding.run}: ${taken.tiding.title}. ${taken.tiding.body}`)
    return taskProgress(runs)
  })
  return { tidings, bars }
}

describe('what is told of runs', () => {
  it('is nothing of those that were over before', () => {
    const over: RunStatus[] = [
      { state: 'completed' },
      { state: 'failed', failure },
      { state: 'interrupted', reason: 'x' },
    ]
    expect(follow(...over.map((status, i) => run(String(i), status))).tidings).toEqual([])
  })

  it('is that a run failed, was cut off or paused for a reason, but not that a person paused or stopped it', () => {
    const { tidings } = follow(
      run('1', { state: 'running' }),
      run('1', { state: 'paused', failure: null }),
      run('1', { state: 'running' }),
      run('1', { state: 'paused', failure }),
      run('1', { state: 'running' }),
      run('1', { state: 'stopped' }),
      run('2', { state: 'running' }),
      run('2', { state: 'failed', failure }),
      run('3', { state: 'preparing', phase: 'Compiling' }),
      run('3', { state: 'interrupted', reason: 'Its process ended.' }),
    )
    expect(tidings).toEqual([
      '1: Run 1. Paused: The disk is full',
      '2: Run 2. Failed: The disk is full',
      '3: Run 3. Interrupted: Its process ended.',
    ])
  })

  it('is said once for a study, when nothing is left that trains or waits', () => {
    const { tidings } = follow(
      run('1', { state: 'running' }),
      run('2', { state: 'queued' }),
      run('1', { state: 'completed' }, 100),
      run('2', { state: 'running' }),
      run('2', { state: 'completed' }, 100),
      run('3', { state: 'running' }),
      run('3', { state: 'completed' }, 1234, 1234),
    )
    expect(tidings).toEqual(['2: 2 runs are done. The last one was Run 2.', '3: Run 3. Completed after 1,234 steps.'])
  })
})

describe('the task bar', () => {
  it('shows the mean share of what trains, then of what is paused, then nothing', () => {
    const { bars } = follow(
      run('1', { state: 'queued' }),
      run('1', { state: 'preparing', phase: 'Compiling' }),
      run('1', { state: 'running' }, 20),
      run('2', { state: 'running' }, 40),
      run('2', { state: 'paused', failure: null }, 40),
      run('1', { state: 'completed' }, 100),
      { type: 'removed', id: '2' },
    )
    expect(bars).toEqual([
      { type: 'none' },
      { type: 'unknown' },
      { type: 'share', share: 0.2, paused: false },
      { type: 'share', share: 0.30000000000000004, paused: false },
      { type: 'share', share: 0.2, paused: false },
      { type: 'share', share: 0.4, paused: true },
      { type: 'none' },
    ])
  })
})
