import type { RunSummary } from '@shared/runs/run'
import type { RunStatus } from '@shared/runs/status'
import { describe, expect, it } from 'vitest'
import { countStates } from '../../../../src-renderer/projects/counts'
import { chooseCurrent, recentFirst } from '../../../../src-renderer/projects/current'
import {
  activeRun,
  mergeList,
  newestFirst,
  type Runs,
  reduceRuns,
  shareDone,
} from '../../../../src-renderer/runs/changes'

const run = (id: string, status: RunStatus = { state: 'completed' }, more: Partial<RunSummary> = {}): RunSummary => ({
  id,
  project: 'p',
  number: 1,
  name: id,
  preset: null,
  dataset: 'mnist',
  origin: null,
  status,
  progress: { step: 5, steps: 20, stepsPerEpoch: 10, epoch: 0, epochs: 2, imagesPerSecond: null, secondsLeft: null },
  engine: null,
  created: 1,
  updated: 1,
  trainingSeconds: 0,
  latestSample: null,
  family: 'adversarial',
  tags: [],
  archived: false,
  queuePlace: null,
  openAlerts: 0,
  ...more,
})
const known = (...list: RunSummary[]): Runs => new Map(list.map((item) => [item.id, item]))

describe('the runs of the window', () => {
  it('takes up a summary, new or known', () => {
    const first = reduceRuns(known(), { type: 'run', run: run('a', { state: 'running' }) })
    expect(first.get('a')?.status.state).toBe('running')
    expect(reduceRuns(first, { type: 'run', run: run('a') }).get('a')?.status.state).toBe('completed')
    expect(first.get('a')?.status.state).toBe('running')
  })

  it('drops a removed run and leaves the others', () => {
    const both = known(run('a'), run('b'))
    expect([...reduceRuns(both, { type: 'removed', id: 'a' }).keys()]).toEqual(['b'])
    expect(reduceRuns(both, { type: 'removed', id: 'z' })).toBe(both)
  })

  it('follows the newest grid, and nothing of a run that it does not know', () => {
    const one = known(run('a'))
    const sample = { step: 300, epoch: 2 }
    expect(reduceRuns(one, { type: 'sample', id: 'a', sample }).get('a')?.latestSample).toBe(300)
    expect(reduceRuns(one, { type: 'sample', id: 'z', sample })).toBe(one)
    expect(reduceRuns(one, { type: 'steps', id: 'a', batch: { firstStep: 1, series: {} } })).toBe(one)
  })

  it('does not let an older list undo what the watch has told', () => {
    const live = known(run('a', { state: 'running' }, { updated: 9 }))
    const merged = mergeList(live, [run('a', { state: 'queued' }, { updated: 3 }), run('b')])
    expect(merged.get('a')?.status.state).toBe('running')
    expect(merged.has('b')).toBe(true)
  })

  it('lists the newest first', () => {
    const list = newestFirst(known(run('a', undefined, { created: 1 }), run('b', undefined, { created: 2 })))
    expect(list.map(({ id }) => id)).toEqual(['b', 'a'])
  })

  it('shows a running run before a paused before a queued one, and none that rests', () => {
    const queued = run('q', { state: 'queued' })
    const paused = run('p', { state: 'paused', failure: null })
    const running = run('r', { state: 'running' })
    expect(activeRun([queued, paused, running])?.id).toBe('r')
    expect(activeRun([queued, paused])?.id).toBe('p')
    expect(activeRun([run('a'), run('b', { state: 'stopped' })])).toBeUndefined()
  })

  it('knows how much is done once the length is known', () => {
    expect(shareDone(run('a'))).toBe(0.25)
    expect(shareDone(run('a', undefined, { progress: { ...run('a').progress, steps: 0 } }))).toBeNull()
  })
})

describe('projects', () => {
  const card = (id: string, opened: number) => ({
    id,
    name: id,
    created: 0,
    opened,
    runs: 0,
    activeRuns: 0,
    latestSample: null,
  })
  const cards = [card('old', 1), card('new', 5)]

  it('opens the chosen one while it exists, else the most recent', () => {
    expect(recentFirst(cards).map(({ id }) => id)).toEqual(['new', 'old'])
    expect(chooseCurrent(cards, 'old')?.id).toBe('old')
    expect(chooseCurrent(cards, 'gone')?.id).toBe('new')
    expect(chooseCurrent([], 'gone')).toBeUndefined()
  })

  it('counts runs by state, those at work first', () => {
    const runs = [run('a'), run('b'), run('c', { state: 'running' })]
    expect(countStates(runs).map(({ text }) => text)).toEqual(['1 running', '2 completed'])
    expect(countStates([])).toEqual([])
  })
})
