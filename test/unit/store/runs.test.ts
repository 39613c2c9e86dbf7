import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../../../src-main/store/store'
import { temporaryHome } from '../../support/studio-home'
import { newRun, noProgress, presetConfig } from '../../support/studio-records'

let store: Store

beforeEach(() => {
  store = temporaryHome().store
  store.projects.add({ id: 'first', name: 'First', created: 1, opened: 1 })
  store.projects.add({ id: 'second', name: 'Second', created: 2, opened: 5 })
})

/** The error that an action ends with. */
function failure(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

/** Records something of every kind at steps 10, 20 and 30. */
function recordSteps(run: string): void {
  store.metrics.append(run, {
    firstStep: 1,
    series: { realScore: Array.from({ length: 30 }, (_, index) => index / 30) },
  })
  for (const [index, step] of [10, 20, 30].entries()) {
    store.epochs.put(run, { epoch: index + 1, step, means: { generatorLoss: step, realScore: null } })
    store.samples.put(run, { step, epoch: index + 1 })
    store.checkpoints.put(run, { name: `step-${step}`, step, epoch: index + 1, created: step })
    store.log.append(run, { at: step, step, level: 'info', message: `at ${step}` })
  }
}

test('a recorded run comes back whole', () => {
  const config = presetConfig('dcgan-28')
  const run = store.runs.add(newRun('first', { name: 'Mine', preset: 'dcgan-28', config }))
  expect(run).toMatchObject({
    id: 'first-1',
    project: 'first',
    number: 1,
    name: 'Mine',
    preset: 'dcgan-28',
    dataset: 'mnist',
    status: { state: 'queued' },
    progress: noProgress,
    engine: null,
    trainingSeconds: 0,
    latestSample: null,
    family: 'adversarial',
    tags: [],
    archived: false,
    queuePlace: null,
    openAlerts: 0,
  })
  expect(store.run(run.id)).toEqual({
    ...run,
    config,
    parameters: { generator: 2, discriminator: 3 },
    notes: '',
    epochs: [],
    samples: [],
    checkpoints: [],
    measuredValues: [],
    alerts: [],
    changes: [],
    robustness: [],
    starts: [],
    log: [],
  })
})

test('a run without a name is named for its preset, else for its architecture', () => {
  expect(store.runs.add(newRun('first')).name).toBe('mlp-small')
  const config = presetConfig('mlp-small')
  expect(store.runs.add(newRun('first', { preset: null })).name).toBe(config.architecture.name)
})

test('numbers count from 1 in each project and none is given twice', () => {
  const numbers = [1, 2].map(() => store.runs.add(newRun('first')).number)
  store.runs.remove('first-2')
  const next = store.runs.add(newRun('first'))
  expect([...numbers, next.number, next.id]).toEqual([1, 2, 3, 'first-3'])
  expect(store.runs.add(newRun('second')).id).toBe('second-1')
})

test('a change touches what it names and nothing else', () => {
  const before = store.runs.add(newRun('first'))
  const failure = { code: 'DISK_FULL', message: 'Full', safe: 'All', next: 'Free some' } as const
  const status = { state: 'paused', failure } as const
  const after = store.runs.update(before.id, { status, engine: 'compiled-cpu', trainingSeconds: 1.5 })
  expect({ ...after, updated: before.updated }).toEqual({
    ...before,
    status,
    engine: 'compiled-cpu',
    trainingSeconds: 1.5,
  })
  expect(store.runs.update(before.id, { name: 'Renamed' })).toMatchObject({ name: 'Renamed', status })
})

test('lists are newest first, of one project or of all', () => {
  for (const project of ['first', 'second', 'first']) store.runs.add(newRun(project))
  expect(store.runs.list('first').map(({ id }) => id)).toEqual(['first-2', 'first-1'])
  expect(store.runs.list(null).map(({ id }) => id)).toEqual(['first-2', 'second-1', 'first-1'])
})

test('active runs are those that a process is at work on', () => {
  const [queued, done, paused] = [1, 2, 3].map(() => store.runs.add(newRun('first')).id)
  store.runs.update(done ?? '', { status: { state: 'completed' } })
  store.runs.update(paused ?? '', { status: { state: 'paused', failure: null } })
  expect(store.runs.active().map(({ id }) => id)).toEqual([queued, paused])
})

test('an unknown run, project or checkpoint is named with the nearest that exist', () => {
  store.runs.add(newRun('first'))
  expect(failure(() => store.runs.summary('frist-1'))).toMatchObject({
    code: 'UNKNOWN_RUN',
    failure: { nearest: ['first-1'] },
  })
  expect(failure(() => store.runs.update('nothing', { name: 'x' }))).toMatchObject({ code: 'UNKNOWN_RUN' })
  expect(failure(() => store.runs.remove('nothing'))).toMatchObject({ code: 'UNKNOWN_RUN' })
  expect(failure(() => store.runs.add(newRun('secnd')))).toMatchObject({
    code: 'UNKNOWN_PROJECT',
    failure: { nearest: ['second', 'first'] },
  })
  expect(failure(() => store.checkpoints.get('first-1', 'step-1'))).toMatchObject({ code: 'UNKNOWN_CHECKPOINT' })
})

test('a rewind removes what was recorded after the step, of one run only', () => {
  const [run, other] = [1, 2].map(() => store.runs.add(newRun('first')).id)
  recordSteps(run ?? '')
  recordSteps(other ?? '')
  const whole = store.run(other ?? '')
  store.rewind(run ?? '', 20)
  const left = store.run(run ?? '')
  expect(left.epochs.map(({ step }) => step)).toEqual([10, 20])
  expect(left.samples.map(({ step }) => step)).toEqual([10, 20])
  expect(left.checkpoints.map(({ name }) => name)).toEqual(['step-10', 'step-20'])
  expect(left.log.map(({ message }) => message)).toEqual(['at 10', 'at 20'])
  expect(left.latestSample).toBe(20)
  expect(store.metrics.read(run ?? '', 'realScore').steps.at(-1)).toBe(20)
  expect(store.run(other ?? '')).toEqual(whole)
})

test('a removed run leaves no row behind', () => {
  const { id } = store.runs.add(newRun('first'))
  recordSteps(id)
  store.runs.remove(id)
  expect(store.metrics.names(id)).toEqual([])
  expect([store.epochs, store.samples, store.checkpoints, store.log].map((part) => part.list(id))).toEqual([
    [],
    [],
    [],
    [],
  ])
})

test('a checkpoint forgets those that it replaces; the latest is the one of the highest step', () => {
  const { id } = store.runs.add(newRun('first'))
  recordSteps(id)
  store.checkpoints.put(id, { name: 'step-40', step: 40, epoch: 4, created: 40 }, ['step-10', 'step-20'])
  expect(store.checkpoints.list(id).map(({ name }) => name)).toEqual(['step-30', 'step-40'])
  expect(store.checkpoints.latest(id)?.name).toBe('step-40')
})

test('epoch means keep which values were not finite', () => {
  const { id } = store.runs.add(newRun('first'))
  store.epochs.put(id, { epoch: 1, step: 10, means: { generatorLoss: 0.1, realScore: null } })
  expect(store.epochs.list(id)).toEqual([{ epoch: 1, step: 10, means: { generatorLoss: 0.1, realScore: null } }])
})

test('project cards count runs and show the newest grid', () => {
  for (let index = 0; index < 3; index++) store.runs.add(newRun('first'))
  store.runs.update('first-1', { status: { state: 'completed' } })
  store.samples.put('first-1', { step: 50, epoch: 1 })
  store.samples.put('first-2', { step: 10, epoch: 0 })
  store.samples.put('first-2', { step: 20, epoch: 0 })
  expect(store.projects.cards()).toEqual([
    { id: 'second', name: 'Second', created: 2, opened: 5, runs: 0, activeRuns: 0, latestSample: null },
    {
      id: 'first',
      name: 'First',
      created: 1,
      opened: 1,
      runs: 3,
      activeRuns: 2,
      latestSample: { run: 'first-2', step: 20 },
    },
  ])
})

test('what belongs together is written together or not at all', () => {
  const { id } = store.runs.add(newRun('first'))
  expect(() =>
    store.transaction(() => {
      recordSteps(id)
      store.runs.update(id, { name: 'Half' })
      throw new Error('cut off')
    }),
  ).toThrow('cut off')
  expect(store.run(id)).toMatchObject({ name: 'mlp-small', epochs: [], samples: [], checkpoints: [], log: [] })
  expect(store.metrics.names(id)).toEqual([])
  store.transaction(() => store.runs.update(id, { name: 'Whole' }))
  expect(store.runs.summary(id).name).toBe('Whole')
})
