import type { EngineStatus } from '@shared/compute/engine'
import type { MeasureEvent, MeasureRequest, TimeEvent } from '@shared/compute/measurement'
import { StudioError } from '@shared/contract/errors'
import { expect, test } from 'vitest'
import { ComputeService } from '../../../src-main/compute/service'
import { openPresets } from '../../../src-main/presets/library'
import { resourcesFolder } from '../../../src-main/resources'
import { type ScriptedEngines, ScriptedHost } from '../../support/scripted-trainer'
import { temporaryHome } from '../../support/studio-home'
import { newRun } from '../../support/studio-records'

const status = (id: EngineStatus['id'], available: boolean): EngineStatus => ({
  ...{ id, title: id, available, device: 'a device', reason: 'a reason' },
})
const timing = { milliseconds: 5, steps: 9, imagesPerSecond: 6400, readyMilliseconds: 100, memoryBytes: 1e8 }

const quick: ScriptedEngines = {
  engines: [
    status('compiled-cpu', true),
    { ...status('compiled-webgpu', true), checksOnly: true },
    status('reference', true),
  ],
  async *time() {
    yield { type: 'progress', doing: 'Taking step 1', done: 0.5 }
    yield { type: 'timing', timing }
  },
}

function open(engines: ScriptedEngines = quick) {
  const host = new ScriptedHost(async function* () {
    yield { type: 'completed' }
  }, engines)
  const home = temporaryHome()
  const presets = openPresets(`${resourcesFolder()}/presets`)
  return { host, home, compute: new ComputeService({ home, host, presets, now: () => 77 }) }
}

async function follow(compute: ComputeService, request: Partial<MeasureRequest> = {}): Promise<MeasureEvent[]> {
  const events: MeasureEvent[] = []
  for await (const event of compute.measure({ presets: null, engines: null, ...request })) events.push(event)
  return events
}

test('each engine that is meant for training is timed on each preset in a process of its own, and the result is kept', async () => {
  const { compute, host } = open()
  expect(compute.measured()).toBeNull()
  const events = await follow(compute)
  const last = events.at(-1)
  if (last?.type !== 'finished') throw new Error('it did not finish')
  expect(last.measurement.rows.map(({ preset, engine }) => [preset, engine])).toEqual([
    ['mlp-wide', 'compiled-cpu'],
    ['dcgan-28', 'compiled-cpu'],
  ])
  expect(last.measurement.rows[0]?.outcome).toEqual({ state: 'measured', ...timing })
  expect(events.flatMap((event) => (event.type === 'progress' ? [event.done] : []))).toEqual([0.25, 0.75])
  expect(compute.measured()).toEqual(last.measurement)
  expect(last.measurement.at).toBe(77)
  expect([host.started, host.alive]).toEqual([3, 0]) // one told which engines there are
})

test('an engine that fails or dies has its failure in its row, and the others go on', async () => {
  let asked = 0
  const { compute } = open({
    ...quick,
    async *time(request, control) {
      asked++
      if (asked === 1) throw new StudioError('OUT_OF_MEMORY', 'Too large.', { safe: 'All.', next: 'A smaller batch.' })
      if (asked === 2) {
        control.crash('it crashed')
        yield await control.hang()
      }
      yield* quick.time(request, control)
    },
  })
  const events = await follow(compute, { presets: ['mlp-small', 'mlp-wide', 'dcgan-28'], engines: ['compiled-cpu'] })
  const rows = events.flatMap((event) => (event.type === 'row' ? [event.row.outcome] : []))
  expect(rows).toMatchObject([
    { state: 'failed', failure: { message: 'Too large.' } },
    { state: 'failed', failure: { code: 'TRAINER_LOST', next: expect.stringContaining('smaller batch') } },
    { state: 'measured' },
  ])
})

test('a measurement that is cancelled ends its process and keeps nothing', async () => {
  const { compute, host } = open({
    ...quick,
    time: async function* (_, { hang }) {
      yield { type: 'progress', doing: 'Taking step 1', done: 0 }
      yield await hang()
    },
  })
  const abort = new AbortController()
  const events = compute.measure({ presets: ['mlp-small'], engines: ['compiled-cpu'] }, abort.signal)
  expect((await events.next()).value).toMatchObject({ type: 'progress' })
  const next = events.next()
  abort.abort()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(host.alive).toBe(0)
  expect(compute.measured()).toBeNull()
  expect((await compute.measure({ presets: ['mlp-small'], engines: ['compiled-cpu'] }).next()).done).toBe(false)
})

test('nothing is measured beside a run, beside another measurement, or for a preset that there is not', async () => {
  const { compute, home } = open()
  await expect(follow(compute, { presets: ['no-such-preset'] })).rejects.toMatchObject({ code: 'UNKNOWN_PRESET' })
  const first = compute.measure({ presets: null, engines: null })
  await first.next()
  await expect(follow(compute)).rejects.toMatchObject({ code: 'IN_USE' })
  await first.return()
  home.store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  home.store.runs.add(newRun('p'))
  await expect(follow(compute)).rejects.toMatchObject({ code: 'IN_USE', message: expect.stringContaining('training') })
})

test('where no engine is meant for training, it says so', async () => {
  const { compute } = open({ ...quick, engines: [status('compiled-cpu', false), status('reference', true)] })
  await expect(follow(compute)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
})

test('a measurement of engines that are no longer known is as if there were none', () => {
  const { compute, home } = open()
  home.store.measurements.put({ at: 1, machine: 'm', rows: [] })
  expect(compute.measured()).toEqual({ at: 1, machine: 'm', rows: [] })
  const gone = JSON.parse('{"preset":"p","engine":"abacus","batchSize":1,"outcome":{"state":"failed"}}')
  home.store.measurements.put({ at: 2, machine: 'm', rows: [gone] })
  expect(compute.measured()).toBeNull()
})

test('a step of any architecture is timed with the other settings of a preset of its family', async () => {
  const asked: unknown[] = []
  const { compute } = open({
    ...quick,
    async *time(request, control) {
      asked.push(request)
      yield* quick.time(request, control)
    },
  })
  const { architecture } = openPresets(`${resourcesFolder()}/presets`).get('vae').config
  const follow = async (spec: typeof architecture) => {
    const events: TimeEvent[] = []
    for await (const event of compute.measureStep({ spec, engine: 'compiled-cpu', batchSize: 7 })) events.push(event)
    return events
  }
  expect((await follow(architecture)).at(-1)).toEqual({ type: 'timing', timing })
  expect(asked).toEqual([
    expect.objectContaining({
      engine: 'compiled-cpu',
      config: expect.objectContaining({ family: 'variational', architecture, batchSize: 7 }),
    }),
  ])
  await expect(follow({ ...architecture, image: { height: 3, width: 3, channels: 1 } })).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
  })
  expect((await follow(architecture)).length).toBe(2) // a refusal does not block the next
})
