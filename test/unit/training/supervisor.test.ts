import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredFailure } from '@shared/contract/errors'
import type { RunChange } from '@shared/runs/change'
import type { TrainerEvent } from '@shared/runs/events'
import { sampleFileName } from '@shared/runs/files'
import type { RunSummary } from '@shared/runs/run'
import type { RunState, RunStatus } from '@shared/runs/status'
import { expect, test } from 'vitest'
import type { OpenHome } from '../../../src-main/home/open'
import { Watchers } from '../../../src-main/runs/watchers'
import { defaultSilence } from '../../../src-main/training/silence'
import { Supervisor, type SupervisorLimits } from '../../../src-main/training/supervisor'
import { adversarialConfig } from '../../support/adversarial'
import { type Script, ScriptedHost } from '../../support/scripted-trainer'
import { temporaryHome } from '../../support/studio-home'
import { newRun, noProgress } from '../../support/studio-records'

const images = { file: '/nowhere', count: 100, image: { height: 28, width: 28, channels: 1 } } as const

const started: TrainerEvent = { type: 'started', engine: 'reference', progress: noProgress }
const checkpointAt = (step: number): TrainerEvent => ({
  type: 'checkpoint',
  checkpoint: { name: `step-${step}`, step, epoch: 0, created: 1 },
  removed: [],
})
const stepsFrom = (firstStep: number, values: number[]): TrainerEvent => ({
  type: 'steps',
  batch: { firstStep, series: { generatorLoss: values } },
})
const sampleAt = (step: number): TrainerEvent => ({ type: 'sample', sample: { step, epoch: 0 } })

const full: StoredFailure = { code: 'DISK_FULL', message: 'The disk is full', safe: 'Kept.', next: 'Make room.' }

interface Studio {
  readonly home: OpenHome
  readonly host: ScriptedHost
  readonly supervisor: Supervisor
  /** Records a run and puts it into the queue. */
  start(): string
  /** Resolves with the summary once it is as wanted. */
  seen(run: string, wanted: (summary: RunSummary) => boolean): Promise<RunSummary>
  /** Resolves with the status once it is of a state. */
  reached(run: string, state: RunState): Promise<RunStatus>
}

function studioWith(
  script: Script,
  limits: SupervisorLimits = { runs: 1, stopBudget: 10_000, queue: 'hold' },
  home = temporaryHome(),
  silence = defaultSilence,
): Studio {
  const host = new ScriptedHost(script)
  const watchers = new Watchers(0)
  const { store, paths } = home
  const supervisor = new Supervisor(
    {
      store,
      paths,
      host,
      watchers,
      packedImages: () => Promise.resolve({ ...images, image: { ...images.image } }),
      now: () => 1,
      silence,
      onDefect: (error) => {
        throw error
      },
    },
    limits,
  )
  supervisor.recover()
  if (store.projects.ids().length === 0) store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  async function seen(run: string, wanted: (summary: RunSummary) => boolean): Promise<RunSummary> {
    const present = () => [{ type: 'run' as const, run: store.runs.summary(run) }]
    for await (const event of watchers.watch(present, () => true)) {
      if (event.type === 'run' && event.run.id === run && wanted(event.run)) return event.run
    }
    throw new Error('the watch ended')
  }
  return {
    home,
    host,
    supervisor,
    start() {
      const { id } = store.runs.add(newRun('p'))
      supervisor.enqueue(id)
      return id
    },
    seen,
    reached: async (run, state) => (await seen(run, ({ status }) => status.state === state)).status,
  }
}

test('what the trainer tells is kept, and the run completes', async () => {
  const { home, supervisor, start, reached } = studioWith(async function* () {
    yield { type: 'preparing', phase: 'Thinking' }
    yield started
    yield stepsFrom(1, [3, 2])
    yield { type: 'log', entry: { at: 5, step: 2, level: 'info', message: 'hello' } }
    yield { type: 'epoch', epoch: { epoch: 1, step: 2, means: { generatorLoss: 2.5 } } }
    yield sampleAt(2)
    yield { type: 'progress', progress: { ...noProgress, step: 2, epoch: 1 }, trainingSeconds: 1.5 }
    yield checkpointAt(2)
    yield { type: 'completed' }
  })
  const id = start()
  await reached(id, 'completed')
  expect(home.store.run(id)).toMatchObject({
    engine: 'reference',
    progress: { step: 2, epoch: 1 },
    trainingSeconds: 1.5,
    latestSample: 2,
    epochs: [{ epoch: 1, means: { generatorLoss: 2.5 } }],
    checkpoints: [{ name: 'step-2' }],
    log: [{ message: 'hello' }],
  })
  expect(home.store.metrics.series(id, ['generatorLoss'], null)).toMatchObject([{ steps: [1, 2], values: [3, 2] }])
  await supervisor.close()
})

test('a trainer that dies leaves an interrupted run, which resumes from the newest checkpoint with later records gone', async () => {
  let lightning: () => void = () => undefined
  const { home, host, start, seen, reached, supervisor } = studioWith(async function* ({ request, crash, hang }) {
    if (request.checkpoint !== null) {
      yield { ...started, engine: 'compiled-cpu', progress: { ...noProgress, step: 2 } }
    } else {
      yield started
      yield stepsFrom(1, [1, 2, 3, 4])
      yield sampleAt(0)
      yield sampleAt(2)
      yield checkpointAt(2)
      yield sampleAt(4)
      yield { type: 'progress', progress: { ...noProgress, step: 4 }, trainingSeconds: 4 }
      lightning = () => crash('a bolt of lightning')
      await hang()
    }
    yield { type: 'completed' }
  })
  const id = start()
  await seen(id, ({ progress }) => progress.step === 4)
  lightning()
  expect(await reached(id, 'interrupted')).toEqual({
    state: 'interrupted',
    reason: 'The training process has ended: a bolt of lightning',
  })
  const folder = home.paths.samples('p', id)
  for (const step of [0, 2, 4]) writeFileSync(join(folder, sampleFileName(step)), '')
  await supervisor.resume(id)
  await reached(id, 'completed')
  expect(host.requests.map(({ checkpoint }) => checkpoint)).toEqual([null, 'step-2'])
  const run = home.store.run(id)
  expect(run.samples.map(({ step }) => step)).toEqual([0, 2])
  expect([0, 2, 4].map((step) => existsSync(join(folder, sampleFileName(step))))).toEqual([true, true, false])
  expect(home.store.metrics.series(id, ['generatorLoss'], null)).toMatchObject([{ steps: [1, 2], values: [1, 2] }])
  // The charts mark where it went on, how far it had been, and the other engine.
  expect(run.starts).toEqual([
    { step: 0, reached: 0, engine: 'reference', at: 1 },
    { step: 2, reached: 4, engine: 'compiled-cpu', at: 1 },
  ])
})

test('checkpoints that cannot be used give way to older ones, and at last to a start from step 0', async () => {
  const { home, host, start, reached, supervisor } = studioWith(async function* ({ request }) {
    if (host.requests.length === 1) {
      yield started
      yield checkpointAt(1)
      yield checkpointAt(2)
      yield { type: 'progress', progress: { ...noProgress, step: 2 }, trainingSeconds: 1 }
      yield { type: 'stopped' }
    } else if (request.checkpoint !== null) {
      const message = `${request.checkpoint} is damaged.`
      yield { type: 'failed', failure: { code: 'CHECKPOINT_DAMAGED', message, safe: 'It was set aside.', next: '' } }
    } else {
      yield started
      yield { type: 'completed' }
    }
  })
  const id = start()
  await reached(id, 'stopped')
  await supervisor.resume(id)
  await reached(id, 'completed')
  expect(host.requests.map(({ checkpoint }) => checkpoint)).toEqual([null, 'step-2', 'step-1', null])
  const { log, checkpoints, progress } = home.store.run(id)
  expect(checkpoints).toEqual([])
  expect(progress.step).toBe(0)
  expect(log.map(({ level }) => level)).toContain('warning')
})

test('a run pauses and goes on; a full disk pauses it with the reason', async () => {
  const { start, reached, supervisor } = studioWith(async function* ({ asked }) {
    yield started
    expect(await asked()).toBe('pause')
    yield { type: 'paused', failure: null }
    expect(await asked()).toBe('continue')
    yield { type: 'continued' }
    yield { type: 'paused', failure: full }
    expect(await asked()).toBe('continue')
    yield { type: 'continued' }
    yield { type: 'completed' }
  })
  const id = start()
  await reached(id, 'running')
  expect(await supervisor.pause(id)).toMatchObject({ status: { state: 'paused', failure: null } })
  await expect(supervisor.pause(id)).rejects.toMatchObject({ code: 'WRONG_STATE' })
  await supervisor.resume(id)
  expect(await reached(id, 'paused')).toEqual({ state: 'paused', failure: full })
  await supervisor.resume(id)
  await reached(id, 'completed')
  await expect(supervisor.resume(id)).rejects.toMatchObject({ code: 'WRONG_STATE' })
})

test('one run at a time, in the order in which they were started; a waiting one can be stopped', async () => {
  const { host, start, reached, supervisor } = studioWith(async function* ({ asked }) {
    yield started
    await asked()
    yield { type: 'stopped' }
  })
  const [first, second, third] = [start(), start(), start()]
  await reached(first, 'running')
  expect(host.requests.map(({ run }) => run)).toEqual([first])
  expect(await supervisor.stop(second)).toMatchObject({ status: { state: 'stopped' } })
  expect(await supervisor.stop(first)).toMatchObject({ status: { state: 'stopped' } })
  await reached(third, 'running')
  expect(host.requests.map(({ run }) => run)).toEqual([first, third])
  await supervisor.close()
  expect(supervisor.isBusy(third)).toBe(false)
  await reached(third, 'stopped')
})

test('a trainer that does not stop within the budget is ended, and the run is interrupted', async () => {
  const { start, reached, supervisor } = studioWith(
    async function* ({ hang }) {
      yield started
      await hang()
    },
    { runs: 1, stopBudget: 1, queue: 'hold' },
  )
  const id = start()
  await reached(id, 'running')
  expect(await supervisor.stop(id)).toMatchObject({
    status: { state: 'interrupted', reason: 'It did not stop within 0 s' },
  })
})

test('a failure of the training is the run’s failure; images that cannot be used are, too', async () => {
  const failure: StoredFailure = { code: 'DIVERGED', message: 'NaN', safe: 'Kept.', next: 'Less.' }
  const { start, reached } = studioWith(async function* () {
    yield started
    yield { type: 'failed', failure }
  })
  expect(await reached(start(), 'failed')).toEqual({ state: 'failed', failure })
})

test('runs that a dead studio left active are interrupted, and resume', async () => {
  const home = temporaryHome()
  home.store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  const left = home.store.runs.add(newRun('p'))
  home.store.runs.update(left.id, { status: { state: 'running' } })
  mkdirSync(home.paths.run('p', left.id), { recursive: true })
  const { reached, supervisor } = studioWith(
    async function* () {
      yield started
      yield { type: 'completed' }
    },
    undefined,
    home,
  )
  await reached(left.id, 'interrupted')
  await supervisor.resume(left.id)
  await reached(left.id, 'completed')
})

test('a trainer that gives no sign of life is ended, and its run is interrupted with the reason and resumes', async () => {
  let hangs = true
  const studio = studioWith(
    async function* ({ hang }) {
      yield started
      yield checkpointAt(4)
      if (hangs) await hang()
      yield { type: 'completed' }
    },
    undefined,
    undefined,
    { every: 1, looks: 3 },
  )
  const run = studio.start()
  expect(await studio.reached(run, 'interrupted')).toMatchObject({ reason: expect.stringContaining('hung') })
  hangs = false
  await studio.supervisor.resume(run)
  await studio.reached(run, 'completed')
})

test('a resume asks for an engine once, and tells what the run was on', async () => {
  let fails = true
  const studio = studioWith(async function* () {
    yield started
    yield fails ? { type: 'failed', failure: full } : { type: 'completed' }
  })
  const run = studio.start()
  await studio.reached(run, 'failed')
  await studio.supervisor.resume(run, 'compiled-cpu')
  await studio.reached(run, 'failed')
  fails = false
  await studio.supervisor.resume(run)
  await studio.reached(run, 'completed')
  expect(studio.host.requests.map(({ engine, lastEngine }) => [engine, lastEngine])).toEqual([
    [null, null],
    ['compiled-cpu', 'reference'],
    [null, 'reference'],
  ])
})

test('a paused run cannot move to another engine', async () => {
  const studio = studioWith(async function* ({ asked }) {
    yield started
    yield { type: 'paused', failure: null }
    expect(await asked()).toBe('stop')
    yield { type: 'stopped' }
  })
  const run = studio.start()
  await studio.reached(run, 'paused')
  await expect(studio.supervisor.resume(run, 'compiled-cpu')).rejects.toMatchObject({ code: 'WRONG_STATE' })
  await studio.supervisor.stop(run)
})

test('a change of a run at work is kept before it is answered, and given to the trainer again after a crash', async () => {
  const change: RunChange = { step: 3, change: { setting: 'discriminatorSteps', value: 2 }, at: 1 }
  let begin: () => void = () => undefined
  let lightning: () => void = () => undefined
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const script: Script = async function* ({ request, crash, hang }) {
    yield started
    if (request.checkpoint !== null) {
      yield { type: 'completed' }
      return
    }
    yield checkpointAt(2)
    await begun
    yield { type: 'changed', change }
    lightning = () => crash()
    yield await hang()
  }
  const { home, host, start, reached, supervisor } = studioWith(script)
  host.changed = async () => {
    begin()
    return [change]
  }
  const id = start()
  await reached(id, 'running')
  await supervisor.change(id, [change.change])
  expect(home.store.changes.list(id)).toEqual([change])
  lightning()
  await reached(id, 'interrupted')
  await supervisor.resume(id)
  await reached(id, 'completed')
  expect(host.requests.map(({ checkpoint, changes }) => [checkpoint, changes])).toEqual([
    [null, []],
    ['step-2', [{ step: change.step, change: change.change }]],
  ])
  await expect(supervisor.change(id, [change.change])).rejects.toMatchObject({ code: 'WRONG_STATE' })
  await supervisor.close()
})

test('a run that stands still is changed from where it goes on; what is as wanted is no change, but takes back what is planned', async () => {
  const { home, start, reached, supervisor } = studioWith(async function* () {
    yield started
    yield checkpointAt(4)
    yield { type: 'stopped' }
  })
  const { changes } = home.store
  const id = start()
  await reached(id, 'stopped')
  const rate = adversarialConfig(home.store.run(id).config).optimisers.generator.learningRate
  const wanted = (value: number) => ({ setting: 'optimisers.generator.learningRate' as const, value })
  await supervisor.change(id, [wanted(rate)])
  expect(changes.list(id)).toEqual([])
  changes.put(id, { step: 7, change: wanted(0.5), at: 1 })
  await supervisor.change(id, [wanted(0.1)])
  expect(changes.list(id)).toMatchObject([{ step: 4, change: wanted(0.1) }])
  await supervisor.close()
})
