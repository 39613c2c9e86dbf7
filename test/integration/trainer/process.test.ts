import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listCheckpoints, loadCheckpoint } from '../../../src-main/trainer/checkpoint/store'
import { disk } from '../../../src-main/trainer/files/disk'
import type { TrainRequest } from '../../../src-shared/contract/trainer'
import { decodeAnswer, encodeRequest } from '../../../src-shared/latent/frames'
import { latentOf } from '../../../src-shared/latent/vectors'
import type { AdversarialConfig } from '../../../src-shared/runs/adversarial-config'
import type { TrainerEvent } from '../../../src-shared/runs/events'
import { type ForkedTrainer, forkTrainer } from '../../support/forked-trainer'
import { courseOf, filesOf } from '../../support/recorded-run'
import { temporaryFolder } from '../../support/temporary-folder'
import { tinyConfig, tinyRequest } from '../../support/tiny-run'

/** Follows a run to its end; `until` ends it earlier, and the trainer is left alone. */
async function follow(
  trainer: ForkedTrainer,
  request: TrainRequest,
  until: (event: TrainerEvent) => boolean = () => false,
): Promise<TrainerEvent[]> {
  const events: TrainerEvent[] = []
  for await (const event of await trainer.client.train.start(request)) {
    events.push(event)
    if (until(event)) {
      trainer.child.kill('SIGKILL')
      await trainer.ended
      break
    }
  }
  return events
}

/** The events of a course up to and with a step. */
const upTo = (events: readonly TrainerEvent[], step: number) =>
  events.filter((event) => {
    if (event.type === 'steps') return event.batch.firstStep <= step
    if (event.type === 'epoch') return event.epoch.step <= step
    return event.type === 'sample' && event.sample.step <= step
  })

const tensorsOf = async (request: TrainRequest, name: string) =>
  (await loadCheckpoint(disk, join(request.directory, 'checkpoints', name))).snapshot

describe('the trainer process', () => {
  it.each(['reference', 'compiled-cpu'] as const)(
    'that is killed leaves a run that resumes to the same bits: %s',
    async (engine) => {
      const config: Partial<AdversarialConfig> = { engine, duration: { unit: 'steps', count: 40 } }
      const [whole, killed] = [temporaryFolder(), temporaryFolder()]
      const expected = await follow(await forkTrainer(), tinyRequest(whole, config))
      expect(expected.at(-1)?.type).toBe('completed')
      const before = await follow(
        await forkTrainer(),
        tinyRequest(killed, config),
        (event) => event.type === 'sample' && event.sample.step === 15,
      )
      expect(before.at(-1)?.type).toBe('sample')
      const newest = (await listCheckpoints(disk, join(killed, 'checkpoints'))).at(-1) ?? 'none'
      const { step } = (await loadCheckpoint(disk, join(killed, 'checkpoints', newest))).manifest
      expect(step).toBeGreaterThanOrEqual(12)
      expect(step).toBeLessThan(40)
      const after = await follow(await forkTrainer(), tinyRequest(killed, config, newest))
      expect(after.at(-1)?.type).toBe('completed')
      const last = 'step-0000040'
      expect(await tensorsOf(tinyRequest(killed), last)).toEqual(await tensorsOf(tinyRequest(whole), last))
      expect(filesOf(join(killed, 'samples'))).toEqual(filesOf(join(whole, 'samples')))
      const resumedEpochs = courseOf(after).filter(({ type }) => type === 'epoch')
      const expectedEpochs = courseOf(expected).filter(({ type }) => type === 'epoch')
      expect(resumedEpochs).toEqual(expectedEpochs.slice(-resumedEpochs.length))
      expect(resumedEpochs.length).toBeGreaterThan(3)
      expect(upTo(before, step).length).toBeGreaterThan(0)
    },
  )

  it('pauses, continues and stops over the wire', async () => {
    const trainer = await forkTrainer()
    const request = tinyRequest(temporaryFolder(), { duration: { unit: 'steps', count: 1_000_000 } })
    const types: string[] = []
    for await (const event of await trainer.client.train.start(request)) {
      if (types.at(-1) !== event.type) types.push(event.type)
      if (event.type === 'sample' && event.sample.step === 5) await trainer.client.train.pause()
      if (event.type === 'paused') {
        expect(event.failure).toBeNull()
        await trainer.client.train.continue()
      }
      if (event.type === 'continued') await trainer.client.train.stop()
    }
    expect(types.indexOf('paused')).toBeLessThan(types.indexOf('continued'))
    expect(types.at(-1)).toBe('stopped')
    const names = readdirSync(join(request.directory, 'checkpoints'))
    expect(names.every((name) => name.startsWith('step-'))).toBe(true)
    await expect(trainer.client.train.pause()).rejects.toMatchObject({ code: 'WRONG_STATE', defined: true })
  })

  it('takes one run at a time, and another after it', async () => {
    const trainer = await forkTrainer()
    const long = tinyRequest(temporaryFolder(), { duration: { unit: 'steps', count: 1_000_000 } })
    const events = await trainer.client.train.start(long)
    await expect(trainer.client.train.start(tinyRequest(temporaryFolder()))).rejects.toMatchObject({ code: 'IN_USE' })
    await trainer.client.train.stop()
    for await (const _ of events);
    expect((await follow(trainer, tinyRequest(temporaryFolder()))).at(-1)?.type).toBe('completed')
  })

  it('abandons a run whose events nobody takes any more, and is free for another', async () => {
    const trainer = await forkTrainer()
    const long = tinyRequest(temporaryFolder(), { duration: { unit: 'steps', count: 1_000_000 } })
    for await (const event of await trainer.client.train.start(long)) if (event.type === 'sample') break
    const next = tinyRequest(temporaryFolder())
    // The abandoned run ends after the step in progress; until then the trainer says that it is in use.
    for (;;) {
      try {
        expect((await follow(trainer, next)).at(-1)?.type).toBe('completed')
        break
      } catch (error) {
        expect(error).toMatchObject({ code: 'IN_USE' })
      }
    }
  })

  it('answers engines, and expected failures as typed errors', async () => {
    const { client } = await forkTrainer()
    expect(await client.engines()).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'reference', available: true })]),
    )
    await expect(client.generator.open({ session: 's', checkpoint: '/nowhere/step-0000001' })).rejects.toMatchObject({
      code: 'UNKNOWN_CHECKPOINT',
      defined: true,
      data: { next: expect.any(String) },
    })
    await expect(
      client.pictures.film({ frames: ['/nowhere.png'], delay: 50, file: '/nowhere.gif' }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT', message: 'There is no file /nowhere.png.' })
  })

  it('draws pictures and frames of a checkpoint', async () => {
    const trainer = await forkTrainer()
    const folder = temporaryFolder()
    await follow(trainer, tinyRequest(folder))
    const { latent, image } = tinyConfig.architecture
    const opened = await trainer.client.generator.open({
      session: 'a',
      checkpoint: join(folder, 'checkpoints/step-0000020'),
    })
    const none = { classes: null, keepsAverage: false, encodes: false }
    expect(opened).toEqual({ step: 20, latent, image, weights: 'trained', ...none })
    const port = trainer.frames('a')
    const answer = new Promise((resolve) => port.on('message', (event) => resolve(decodeAnswer(event?.data))))
    port.start()
    port.postMessage(encodeRequest({ request: 9, count: 1, label: null, latents: latentOf(4, latent) }))
    expect(await answer).toMatchObject({ request: 9, count: 1, height: 4, width: 4 })
    const grid = join(folder, 'exports/grid.png')
    const told: unknown[] = []
    const points = ['seed:1', 'seed:2', 'plane:3.5,1']
    for await (const event of await trainer.client.generator.draw({
      session: 'a',
      drawing: { kind: 'pictures', points },
      file: grid,
    })) {
      told.push(event)
    }
    const film = join(folder, 'exports/film.gif')
    const frames = [0, 5, 10].map((step) => join(folder, 'samples', `step-${String(step).padStart(7, '0')}.png`))
    await trainer.client.pictures.film({ frames, delay: 80, file: film })
    const way = join(folder, 'exports/way.gif')
    const journey = { keyframes: ['seed:1', 'seed:2'], way: 'slerp', easing: 'linear', loop: false, frames: 4 } as const
    for await (const event of await trainer.client.generator.draw({
      session: 'a',
      drawing: { kind: 'film', format: 'gif', film: { ...journey, keyframes: [...journey.keyframes] }, rate: 20 },
      file: way,
    })) {
      told.push(event)
    }
    expect(told.at(-1)).toEqual({ type: 'progress', done: 4, total: 4 })
    expect(readdirSync(join(folder, 'exports')).sort()).toEqual(['film.gif', 'grid.png', 'way.gif'])
    await trainer.client.generator.close({ session: 'a' })
    const closed = await trainer.client.generator.draw({
      session: 'a',
      drawing: { kind: 'pictures', points: ['1'] },
      file: grid,
    })
    await expect(closed.next()).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it.each([
    ['the api channel closes', (trainer: ForkedTrainer) => trainer.api.close()],
    ['the parent disconnects', (trainer: ForkedTrainer) => trainer.child.disconnect()],
  ])('ends by itself when %s, and leaves nothing half', async (_, leave) => {
    const trainer = await forkTrainer()
    const request = tinyRequest(temporaryFolder(), { duration: { unit: 'steps', count: 1_000_000 } })
    const events = await trainer.client.train.start(request)
    for await (const event of events) {
      if (event.type !== 'checkpoint') continue
      leave(trainer)
      break
    }
    expect(await trainer.ended).toEqual([0, null])
    const folder = join(request.directory, 'checkpoints')
    for (const name of await listCheckpoints(disk, folder)) await loadCheckpoint(disk, join(folder, name))
  })
})
