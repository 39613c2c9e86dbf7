import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import type { MeasuredValue } from '@shared/measures/measured-value'
import type { MeasurePlan } from '@shared/runs/common-config'
import { expect, test } from 'vitest'
import { isMeasureDue, MeasureQueue } from '../../../src-main/measures/queue'
import { MeasuresService } from '../../../src-main/measures/service'
import { Watchers } from '../../../src-main/runs/watchers'
import { pruneCheckpoints } from '../../../src-main/trainer/checkpoint/store'
import { disk } from '../../../src-main/trainer/files/disk'
import { OnDemandProcess } from '../../../src-main/training/on-demand'
import { type Measure, noEngines, ScriptedHost } from '../../support/scripted-trainer'
import { temporaryHome } from '../../support/studio-home'
import { newRun, noProgress, presetConfig } from '../../support/studio-records'

const plan: MeasurePlan = { names: ['fid'], cadence: { unit: 'steps', every: 10 }, samples: 100, best: 'fid' }
const network = { id: '0123456789abcdef', kind: 'classes', title: 'x', size: 64, accuracy: 1 } as const
const image = { height: 28, width: 28, channels: 1 } as const

const nameOf = (step: number) => `step-${String(step).padStart(7, '0')}`

const fidOf = (step: number, value: number): MeasuredValue => ({
  quantity: 'fid',
  value,
  error: null,
  step,
  checkpoint: nameOf(step),
  features: network,
  samples: 100,
  dataset: 'mnist',
  split: 'train',
  seed: 0,
  at: step,
})

/** A studio with a run, whose checkpoints are announced by hand and measured by a script. */
function studioWith(measure: Measure, measures: MeasurePlan | undefined = plan) {
  const home = temporaryHome()
  const watchers = new Watchers(0)
  const process = new OnDemandProcess(
    new ScriptedHost(
      () => {
        throw new Error('nothing trains here')
      },
      noEngines,
      measure,
    ),
    'evaluator',
  )
  const datasets = {
    images: async () => ({ file: '/nowhere', count: 1000, image: { ...image } }),
    pixels: async () => ({ title: 'M', checksum: 'a'.repeat(64) }),
  }
  const service = new MeasuresService({ home, datasets, watchers, process })
  const queue = new MeasureQueue({
    home,
    service,
    watchers,
    now: () => 1,
    onDefect: (error) => {
      throw error
    },
  })
  home.store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  const config = { ...presetConfig('mlp-small'), ...(measures === undefined ? {} : { measures }) }
  const { id } = home.store.runs.add(newRun('p', { config, progress: { ...noProgress, steps: 1000 } }))
  const folder = home.paths.checkpoints('p', id)
  return {
    home,
    id,
    folder,
    service,
    queue,
    save(step: number) {
      mkdirSync(join(folder, nameOf(step)), { recursive: true })
      const checkpoint = { name: nameOf(step), step, epoch: 0, created: 1 }
      home.store.checkpoints.put(id, checkpoint)
      watchers.publish({ type: 'checkpoint', id, checkpoint, removed: [] })
    },
    pinned: (step: number) => existsSync(join(folder, nameOf(step), 'pinned')),
    async close() {
      await queue.close()
      await process.close()
    },
  }
}

const values: Readonly<Record<number, number>> = { 10: 50, 20: 30, 30: 40 }

test('checkpoints that are due are measured, and the best one outlives newer ones', async () => {
  const asked: string[] = []
  const studio = studioWith(async function* ({ input }) {
    const step = Number(input.checkpoint.slice(-7))
    asked.push(`${step} of ${input.samples} by ${input.features.kind}`)
    yield { type: 'progress', phase: 'Drawing', done: 1, total: 2, step }
    yield { type: 'measured', measured: fidOf(step, values[step] ?? 0) }
  })
  for (const step of [5, 10, 15, 20, 30]) studio.save(step)
  await studio.queue.idle()
  expect(asked).toEqual(['10 of 100 by studio', '20 of 100 by studio', '30 of 100 by studio'])
  expect(studio.home.store.run(studio.id).measuredValues).toEqual([fidOf(10, 50), fidOf(20, 30), fidOf(30, 40)])
  expect([5, 10, 15, 20, 30].filter(studio.pinned)).toEqual([20])
  expect(await pruneCheckpoints(disk, studio.folder, 30, { keep: 1, doubts: [] })).toEqual([5, 10, 15].map(nameOf))
  // A run that went back measures that part again.
  await studio.close()
})

test('what cannot be measured is said in the log, and the checkpoint may go again', async () => {
  const studio = studioWith(async function* ({ input }) {
    if (input.checkpoint.endsWith('10')) {
      throw new StudioError('CHECKPOINT_DAMAGED', 'It is damaged.', { safe: 'All.', next: 'Go on.' })
    }
    const failure = { code: 'TOO_FEW_SAMPLES', message: 'It needs 65.', safe: 'All.', next: 'More.' } as const
    yield { type: 'failed', measure: 'fid', step: 20, failure }
  })
  for (const step of [10, 20]) studio.save(step)
  await studio.queue.idle()
  expect(studio.home.store.run(studio.id).log.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'warning: Not measured at step 10. It is damaged.',
    'warning: Not measured at step 20. Fréchet distance: It needs 65.',
  ])
  expect([10, 20].filter(studio.pinned)).toEqual([])
  await studio.close()
})

test('closing gives up the evaluation in progress and what waits', async () => {
  let begun: () => void = () => undefined
  const working = new Promise<void>((resolve) => {
    begun = resolve
  })
  const studio = studioWith(async function* ({ signal }) {
    begun()
    yield { type: 'progress', phase: 'Drawing', done: 1, total: 2, step: 10 }
    await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
  })
  for (const step of [10, 20]) studio.save(step)
  await working
  await studio.close()
  expect(studio.home.store.run(studio.id)).toMatchObject({ measuredValues: [], log: [] })
})

test('without a plan nothing is measured', async () => {
  const studio = studioWith(() => {
    throw new Error('nothing was to be measured')
  }, undefined)
  const run = studio.home.store.runs.add(newRun('p'))
  expect(run.id).not.toBe(studio.id)
  await studio.queue.idle()
  await studio.close()
})

test('a person’s choice of checkpoint is followed, and a wrong one is named', async () => {
  const steps: number[] = []
  const studio = studioWith(async function* ({ input }) {
    const step = Number(input.checkpoint.slice(-7))
    steps.push(step)
    yield { type: 'measured', measured: fidOf(step, values[step] ?? 0) }
  })
  for (const step of [10, 20, 30]) studio.save(step)
  await studio.queue.idle()
  steps.length = 0
  const request = { run: studio.id, measures: ['fid' as const], samples: 100, seed: 0 }
  const ask = async (checkpoint: 'newest' | 'all' | 'best' | number) => {
    for await (const _ of studio.service.evaluate({ ...request, checkpoint }));
  }
  for (const choice of ['newest', 'best', 20, 'all'] as const) await ask(choice)
  expect(steps).toEqual([30, 20, 20, 10, 20, 30])
  await expect(ask(15)).rejects.toMatchObject({ code: 'UNKNOWN_CHECKPOINT', failure: { nearest: ['10', '20', '30'] } })
  await studio.close()
})

test('a measure is due at the first checkpoint on or after its time, and at the last', () => {
  const progress = { ...noProgress, steps: 100 }
  const at = (step: number) => ({ step, epoch: Math.floor(step / 7) })
  const due = (step: number, last: number, one = plan) => isMeasureDue(one, progress, at(step), at(last))
  expect([due(9, 0), due(10, 0), due(14, 10), due(23, 10), due(29, 23), due(100, 99)]).toEqual([
    false,
    true,
    false,
    true,
    false,
    true,
  ])
  const epochs = { ...plan, cadence: { unit: 'epochs' as const, every: 2 } }
  expect([due(7, 0, epochs), due(14, 0, epochs)]).toEqual([false, true])
  // After a change of the D:G ratio an epoch has another number of steps.
  expect(isMeasureDue(epochs, progress, { step: 16, epoch: 3 }, { step: 14, epoch: 2 })).toBe(false)
  expect(isMeasureDue(epochs, progress, { step: 18, epoch: 4 }, { step: 14, epoch: 2 })).toBe(true)
})
