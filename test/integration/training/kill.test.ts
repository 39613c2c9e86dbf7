import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { NodeImporterHost } from '../../../src-main/importing/node-host'
import { applicationFolder, resourcesFolder } from '../../../src-main/resources'
import { openStudio, type Studio } from '../../../src-main/studio/open'
import type { TrainerHost, TrainerProcess } from '../../../src-main/training/host'
import { NodeTrainerHost } from '../../../src-main/training/node-host'
import type { SilenceLimits } from '../../../src-main/training/silence'
import type { ProcessPort } from '../../../src-shared/contract/fork-ports'
import { decodeAnswer, encodeRequest } from '../../../src-shared/latent/frames'
import { latentOf } from '../../../src-shared/latent/vectors'
import { metricNames } from '../../../src-shared/runs/metrics'
import type { RunSummary } from '../../../src-shared/runs/run'
import { temporaryPaths } from '../../support/studio-home'
import { presetConfig } from '../../support/studio-records'

/** Remembers the processes that it starts, so that a test can kill one from outside. */
class WatchedHost implements TrainerHost<ProcessPort> {
  readonly processes: TrainerProcess<ProcessPort>[] = []
  readonly #host: NodeTrainerHost

  constructor(graphs: string) {
    this.#host = new NodeTrainerHost(join(applicationFolder(), 'out/main/trainer.cjs'), graphs)
  }

  start(): TrainerProcess<ProcessPort> {
    const started = this.#host.start()
    this.processes.push(started)
    return started
  }

  async killLast(): Promise<void> {
    const last = this.processes.at(-1)
    if (last?.pid === undefined) throw new Error('no process')
    process.kill(last.pid, 'SIGKILL')
    await last.ended
  }
}

function open(silence?: SilenceLimits) {
  const paths = temporaryPaths()
  const host = new WatchedHost(paths.graphs)
  const studio = openStudio({
    paths,
    access: 'exclusive',
    host,
    importers: new NodeImporterHost(join(applicationFolder(), 'out/main/importer.cjs')),
    application: applicationFolder(),
    resources: resourcesFolder(),
    ...(silence === undefined ? {} : { silence }),
  })
  onTestFinished(() => studio.close())
  return { host, studio }
}

const config = {
  ...presetConfig('mlp-small'),
  dataset: { id: 'fashion-mnist', split: 'test' },
  duration: { unit: 'steps', count: 400 },
  samples: { count: 4, cadence: { unit: 'steps', every: 50 } },
  checkpoints: { cadence: { unit: 'steps', every: 40 }, keep: 3 },
  seed: 3,
} as const

async function start(studio: Studio<ProcessPort>): Promise<string> {
  const { id } = await studio.runs.start({ project: 'first', name: null, preset: 'mlp-small', config })
  return id
}

async function seen(
  studio: Studio<ProcessPort>,
  id: string,
  wanted: (run: RunSummary) => boolean,
): Promise<RunSummary> {
  for await (const event of studio.runs.watch(id)) if (event.type === 'run' && wanted(event.run)) return event.run
  throw new Error('the watch ended')
}

test('a trainer killed from outside leaves an interrupted run; resumed, it equals an uninterrupted one bit for bit', async () => {
  const { host, studio } = open()
  const whole = await start(studio)
  expect((await seen(studio, whole, ({ status }) => status.state === 'completed')).progress.step).toBe(400)

  const killed = await start(studio)
  await seen(studio, killed, ({ progress }) => progress.step >= 120)
  await host.killLast()
  const interrupted = await seen(studio, killed, ({ status }) => status.state === 'interrupted')
  expect(interrupted.status).toMatchObject({ reason: expect.stringContaining('SIGKILL') })
  expect(interrupted.progress.step).toBeLessThan(400)
  await studio.runs.resume(killed)
  await seen(studio, killed, ({ status }) => status.state === 'completed')

  expect(studio.runs.metrics(killed, [...metricNames], null)).toEqual(
    studio.runs.metrics(whole, [...metricNames], null),
  )
  const [a, b] = [studio.runs.show(whole), studio.runs.show(killed)]
  expect(b.epochs).toEqual(a.epochs)
  expect(b.samples).toEqual(a.samples)
  for (const { step } of a.samples) {
    expect(readFileSync(studio.runs.sampleFile(killed, step))).toEqual(
      readFileSync(studio.runs.sampleFile(whole, step)),
    )
  }
})

test('a sampler that was killed is started again, and its sessions go on', async () => {
  const { host, studio } = open()
  const id = await start(studio)
  await expect(studio.latent.open(id, null)).rejects.toMatchObject({ code: 'UNKNOWN_CHECKPOINT' })
  await seen(studio, id, ({ progress }) => progress.step >= 80)
  await studio.runs.stop(id)
  const { session, latent, step } = await studio.latent.open(id, null)
  expect(step).toBe(studio.runs.show(id).progress.step)
  const picture = async () => {
    const port = await studio.latent.frames(session)
    const answered = new Promise<unknown>((resolve) => port.on('message', (event) => resolve(event?.data)))
    port.start()
    port.postMessage(encodeRequest({ request: 9, count: 1, label: null, latents: latentOf(4, latent) }))
    const answer = decodeAnswer(await answered)
    expect(answer).toMatchObject({ request: 9, count: 1, height: 28, width: 28 })
    return answer?.pixels
  }
  const before = await picture()
  await host.killLast()
  expect(await picture()).toEqual(before)
  await studio.latent.close(session)
  await expect(studio.latent.frames(session)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('closing the studio stops a run with a checkpoint', async () => {
  const { studio } = open()
  const id = await start(studio)
  await seen(studio, id, ({ status }) => status.state === 'running')
  const ended = seen(studio, id, ({ status }) => status.state === 'stopped' || status.state === 'completed')
  await studio.close()
  expect((await ended).status.state).toMatch(/stopped|completed/)
})

test('a trainer that hangs is ended, and its run is interrupted; one that lives is not', async () => {
  // Longer than the trainer's own interval between two signs.
  const { host, studio } = open({ every: 1_000, looks: 7 })
  const id = await start(studio)
  await seen(studio, id, ({ progress }) => progress.step >= 40)
  const hung = host.processes.at(-1)
  if (hung?.pid === undefined) throw new Error('no process')
  const before = hung.signs
  process.kill(hung.pid, 'SIGSTOP')
  const { status } = await seen(studio, id, (run) => run.status.state === 'interrupted')
  expect(status).toMatchObject({ reason: expect.stringContaining('gave no sign of life for 7 s') })
  expect(before).toBeGreaterThan(0)
  await studio.runs.resume(id)
  await seen(studio, id, (run) => run.status.state === 'completed')
})
