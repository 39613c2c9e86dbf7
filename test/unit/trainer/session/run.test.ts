import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCheckpoint } from '../../../../src-main/trainer/checkpoint/store'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { disk } from '../../../../src-main/trainer/files/disk'
import { decodePng } from '../../../../src-main/trainer/pictures/png'
import type { TrainRequest } from '../../../../src-shared/contract/trainer'
import type { AdversarialConfig } from '../../../../src-shared/runs/adversarial-config'
import type { TrainerEvent } from '../../../../src-shared/runs/events'
import { failingDisk } from '../../../support/failing-disk'
import { courseOf, filesOf, recordRun, seriesOf, steadyClock } from '../../../support/recorded-run'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyConfig, tinyRequest } from '../../../support/tiny-run'

const typesOf = (events: readonly TrainerEvent[]) => events.map(({ type }) => type)
const only = <T extends TrainerEvent['type']>(events: readonly TrainerEvent[], type: T) =>
  events.filter((event): event is Extract<TrainerEvent, { type: T }> => event.type === type)
const stateAt = async ({ directory }: TrainRequest, name: string) =>
  (await loadCheckpoint(disk, join(directory, 'checkpoints', name))).snapshot

describe('a run', () => {
  it('prepares, trains every step, keeps samples and checkpoints by their cadence, and completes', async () => {
    const request = tinyRequest(temporaryFolder())
    const events = await recordRun(request)
    const types = typesOf(events)
    const started = types.indexOf('started')
    expect(new Set(types.slice(0, started))).toEqual(new Set(['preparing']))
    expect(types.at(-1)).toBe('completed')
    expect(only(events, 'started')[0]).toMatchObject({
      engine: 'reference',
      progress: { step: 0, steps: 20, epochs: 4 },
    })
    expect(only(events, 'sample').map(({ sample }) => [sample.step, sample.epoch])).toEqual([
      [0, 0],
      [5, 0],
      [10, 1],
      [15, 2],
      [20, 3],
    ])
    expect(readdirSync(join(request.directory, 'samples')).sort()).toEqual(
      [0, 5, 10, 15, 20].map((step) => `step-${String(step).padStart(7, '0')}.png`),
    )
    expect(only(events, 'checkpoint').map(({ checkpoint, removed }) => [checkpoint.name, removed])).toEqual([
      ['step-0000004', []],
      ['step-0000008', []],
      ['step-0000012', ['step-0000004']],
      ['step-0000016', ['step-0000008']],
      ['step-0000020', ['step-0000012']],
    ])
    expect(readdirSync(join(request.directory, 'checkpoints')).sort()).toEqual(['step-0000016', 'step-0000020'])
    expect(only(events, 'progress').at(-1)?.progress).toMatchObject({ step: 20, epoch: 3, secondsLeft: 0 })
    expect(only(events, 'log')[0]?.entry.message).toContain((await engines.reference.status()).title)
  })

  it('tells every step’s metrics once, and each epoch’s means', async () => {
    const events = await recordRun(tinyRequest(temporaryFolder()))
    for (const name of ['generatorLoss', 'discriminatorLoss', 'realScore', 'fakeScore'] as const) {
      const values = seriesOf(events, name)
      expect([...values.keys()]).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
      for (const [at, { epoch }] of only(events, 'epoch').entries()) {
        const steps = Array.from({ length: at < 3 ? 6 : 2 }, (_, i) => at * 6 + i + 1)
        expect(epoch).toMatchObject({ epoch: at + 1, step: steps.at(-1) })
        const sum = steps.reduce((total, step) => total + (values.get(step) ?? Number.NaN), 0)
        expect(epoch.means[name]).toBeCloseTo(sum / steps.length, 12)
      }
    }
    expect(only(events, 'epoch')).toHaveLength(4)
  })

  it('has moved every weight, and its samples are grids of what the generator makes', async () => {
    const request = tinyRequest(temporaryFolder())
    await recordRun(request)
    const [early, late] = [await stateAt(request, 'step-0000016'), await stateAt(request, 'step-0000020')]
    for (const [name, values] of Object.entries(late.state)) expect(values, name).not.toEqual(early.state[name])
    expect(late.optimisers['generator']?.updates).toBe(20)
    const grid = await decodePng(await disk.read(join(request.directory, 'samples', 'step-0000020.png')), 'grid')
    expect([grid.width, grid.height]).toEqual([11, 11])
    expect(new Set(grid.pixels).size).toBeGreaterThan(10)
  })

  it('is the same bits again, and others with another seed', async () => {
    const [first, second, other] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
    const events = await recordRun(tinyRequest(first))
    expect(courseOf(await recordRun(tinyRequest(second)))).toEqual(courseOf(events))
    expect(filesOf(join(second, 'samples'))).toEqual(filesOf(join(first, 'samples')))
    expect(courseOf(await recordRun(tinyRequest(other, { seed: 8 })))).not.toEqual(courseOf(events))
  })

  it('gives D its updates on fresh batches, and records their means', async () => {
    const config = {
      discriminatorSteps: 2,
      duration: { unit: 'epochs', count: 2 },
    } satisfies Partial<AdversarialConfig>
    const request = tinyRequest(temporaryFolder(), config)
    const events = await recordRun(request)
    expect(only(events, 'started')[0]?.progress).toMatchObject({ steps: 6, stepsPerEpoch: 3 })
    const { optimisers } = await stateAt(request, 'step-0000006')
    expect([optimisers['discriminator']?.updates, optimisers['generator']?.updates]).toEqual([12, 6])
    expect(seriesOf(events, 'discriminatorLoss').size).toBe(6)
  })

  it('tells its rate and the time left', async () => {
    const events = await recordRun(tinyRequest(temporaryFolder()), undefined, { clock: steadyClock(100) })
    const known = only(events, 'progress').flatMap(({ progress }) => progress)
    // A step of 8 images takes one look at the clock, 100 ms.
    const middle = known.find(({ step }) => step === 10)
    expect(middle?.imagesPerSecond).toBeCloseTo(80, 6)
    expect(middle?.secondsLeft).toBeCloseTo(1, 6)
  })
})

/** Ends a run after a step by `stop`, then resumes it to its end; answers with all events in order. */
async function inTwoParts(
  folder: string,
  config: Partial<AdversarialConfig>,
  stopAfter: number,
): Promise<TrainerEvent[]> {
  const clock = steadyClock(150)
  const first = await recordRun(
    tinyRequest(folder, config),
    (event, control) => {
      if (event.type === 'steps' && event.batch.firstStep >= stopAfter) control.want('stop')
    },
    { clock },
  )
  expect(first.at(-1)?.type).toBe('stopped')
  const saved = only(first, 'checkpoint').at(-1)?.checkpoint
  expect(saved?.step).toBeGreaterThanOrEqual(stopAfter)
  expect(saved?.step).toBeLessThan(20)
  const second = await recordRun(tinyRequest(folder, config, saved?.name ?? null), undefined, { clock })
  expect(second.at(-1)?.type).toBe('completed')
  return [...first, ...second]
}

describe('a resumed run', () => {
  it.each([
    ['reference', 8],
    ['reference', 12],
    ['compiled-cpu', 8],
  ] as const)('equals an uninterrupted one bit for bit: %s, stopped after step %i', async (engine, stopAfter) => {
    expect(await engines[engine].status()).toMatchObject({ available: true })
    const [whole, parts] = [temporaryFolder(), temporaryFolder()]
    const expected = await recordRun(tinyRequest(whole, { engine }))
    const events = await inTwoParts(parts, { engine }, stopAfter)
    expect(courseOf(events)).toEqual(courseOf(expected))
    expect(filesOf(join(parts, 'samples'))).toEqual(filesOf(join(whole, 'samples')))
    const name = 'checkpoints/step-0000020/tensors.safetensors'
    const [a, b] = [
      await stateAt(tinyRequest(parts), 'step-0000020'),
      await stateAt(tinyRequest(whole), 'step-0000020'),
    ]
    expect(a, name).toEqual(b)
  })

  it('voids what came after the checkpoint', async () => {
    const folder = temporaryFolder()
    const config = {
      checkpoints: { cadence: { unit: 'steps', every: 4 }, keep: 5 },
    } satisfies Partial<AdversarialConfig>
    await recordRun(tinyRequest(folder, config))
    const events = await recordRun(tinyRequest(folder, config, 'step-0000008'), (event, control) => {
      if (event.type === 'checkpoint') control.want('abandon')
    })
    expect(only(events, 'checkpoint')).toMatchObject([
      { checkpoint: { step: 12 }, removed: ['step-0000016', 'step-0000020'] },
    ])
  })

  it('is refused with another config, and the checkpoint stays', async () => {
    const folder = temporaryFolder()
    await recordRun(tinyRequest(folder))
    const events = await recordRun(tinyRequest(folder, { batchSize: 10 }, 'step-0000020'))
    expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'WRONG_STATE' } })
    expect(readdirSync(join(folder, 'checkpoints'))).toContain('step-0000020')
  })

  it('fails on a damaged checkpoint and names an older good one', async () => {
    const folder = temporaryFolder()
    await recordRun(tinyRequest(folder))
    writeFileSync(join(folder, 'checkpoints/step-0000020/tensors.safetensors'), 'damaged')
    const events = await recordRun(tinyRequest(folder, {}, 'step-0000020'))
    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      failure: { code: 'CHECKPOINT_DAMAGED', nearest: ['step-0000016'] },
    })
    expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual(['step-0000016', 'step-0000020.damaged'])
  })
})

describe('wishes', () => {
  it('pause after the step in progress, and change nothing in the course', async () => {
    const [whole, paused] = [temporaryFolder(), temporaryFolder()]
    const expected = await recordRun(tinyRequest(whole))
    const events = await recordRun(
      tinyRequest(paused),
      (event, control) => {
        if (event.type === 'steps' && event.batch.firstStep === 3) control.want('pause')
        if (event.type === 'paused') setImmediate(() => control.want('run'))
      },
      { clock: steadyClock(150) },
    )
    const types = typesOf(events)
    expect(only(events, 'paused')).toEqual([{ type: 'paused', failure: null }])
    expect(types.slice(types.indexOf('paused'))[1]).toBe('continued')
    expect(types.at(-1)).toBe('completed')
    expect(courseOf(events)).toEqual(courseOf(expected))
  })

  it('save a checkpoint once a long run is paused', async () => {
    const events = await recordRun(
      tinyRequest(temporaryFolder()),
      (event, control) => {
        if (event.type === 'steps' && event.batch.firstStep === 6) control.want('pause')
        if (event.type === 'checkpoint' && event.checkpoint.step === 6) setImmediate(() => control.want('stop'))
      },
      { clock: steadyClock(3000) },
    )
    const types = typesOf(events)
    expect(types.filter((type) => type === 'paused')).toHaveLength(1)
    expect(types.lastIndexOf('checkpoint')).toBeGreaterThan(types.indexOf('paused'))
    expect(types.at(-1)).toBe('stopped')
    expect(only(events, 'checkpoint').at(-1)?.checkpoint.step).toBe(6)
  })

  it('stop before the first step, even while it prepares', async () => {
    const request = tinyRequest(temporaryFolder())
    const preparing = await recordRun(request, (event, control) => {
      if (event.type === 'preparing') control.want('stop')
    })
    expect(typesOf(preparing)).toEqual(['preparing', 'stopped'])
    const started = await recordRun(request, (event, control) => {
      if (event.type === 'started') control.want('stop')
    })
    expect(only(started, 'checkpoint').map(({ checkpoint }) => checkpoint.step)).toEqual([0])
    const resumed = await recordRun(tinyRequest(request.directory, {}, 'step-0000000'))
    expect(courseOf(resumed)).toEqual(courseOf(await recordRun(tinyRequest(temporaryFolder()))))
  })

  it('abandon without a save and without a word', async () => {
    const request = tinyRequest(temporaryFolder())
    const events = await recordRun(request, (event, control) => {
      if (event.type === 'started') control.want('abandon')
    })
    expect(typesOf(events)).not.toContain('stopped')
    expect(typesOf(events)).not.toContain('failed')
    expect(readdirSync(join(request.directory, 'checkpoints'))).toEqual([])
  })
})

describe('what goes wrong', () => {
  it('divergence ends the run by the name of the loss, and the last good checkpoint stays', async () => {
    const fast = { ...tinyConfig.optimisers.discriminator, learningRate: 10, epsilon: 1e-8 }
    const request = tinyRequest(temporaryFolder(), {
      optimisers: { generator: fast, discriminator: fast },
      duration: { unit: 'steps', count: 20 },
    })
    const reference = engines['reference']
    const events = await recordRun(request, undefined, {
      chooseEngine: async () => ({
        ...reference,
        prepare: async (program, state, onPhase) => {
          const executor = await reference.prepare(program, state, onPhase)
          const poison = async () => {
            const snapshot = await executor.snapshot()
            snapshot.state['discriminator/logit/kernel']?.fill(Number.NaN)
            await executor.restore(snapshot)
          }
          let updates = 0
          return {
            feeds: executor.feeds,
            infer: (name) => executor.infer(name),
            gradients: (name) => executor.gradients(name),
            snapshot: () => executor.snapshot(),
            restore: (snapshot) => executor.restore(snapshot),
            dispose: () => executor.dispose(),
            run: async (phase) => {
              if (phase === 'discriminator' && ++updates === 7) await poison()
              return executor.run(phase)
            },
          }
        },
      }),
    })
    expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'DIVERGED' } })
    const message =
      /^The run diverged at step 7: discriminatorLoss became NaN\. The tensor discriminator\/\w+\/\w+ holds/
    expect(only(events, 'failed')[0]?.failure.message).toMatch(message)
    expect(only(events, 'alert').map(({ alert }) => alert)).toMatchObject([{ kind: 'not-finite', step: 6 }])
    expect([...seriesOf(events, 'discriminatorLoss').keys()].at(-1)).toBe(6)
    expect(readdirSync(join(request.directory, 'checkpoints'))).toEqual(['step-0000004'])
    await expect(stateAt(request, 'step-0000004')).resolves.toBeDefined()
  })

  it('a dataset that is too small for one step, or of another image size', async () => {
    const small = await recordRun(tinyRequest(temporaryFolder(), { batchSize: 51 }))
    expect(small.at(-1)).toMatchObject({
      type: 'failed',
      failure: { code: 'INVALID_CONFIG', problems: [{ path: 'batchSize' }] },
    })
    const request = tinyRequest(temporaryFolder())
    const images = { ...request.images, image: { height: 2, width: 8, channels: 1 as const } }
    expect((await recordRun({ ...request, images })).at(-1)).toMatchObject({
      type: 'failed',
      failure: { code: 'INVALID_CONFIG', problems: [{ path: 'architecture.image' }] },
    })
  })

  it('images that are gone', async () => {
    const request = tinyRequest(temporaryFolder())
    rmSync(request.images.file)
    expect((await recordRun(request)).at(-1)).toMatchObject({ type: 'failed', failure: { code: 'DATASET_DAMAGED' } })
  })
})

describe('a full disk', () => {
  it.each(['checkpoints/.partial-step-0000008/tensors', 'samples/.partial-step-0000010'])(
    'pauses the run with the reason, and a continued run goes on as if nothing had been: %s',
    async (place) => {
      const [whole, folder] = [temporaryFolder(), temporaryFolder()]
      const expected = await recordRun(tinyRequest(whole))
      let full = true
      const onDisk = failingDisk((call, path) =>
        full && call === 'write' && path.includes(place) ? 'ENOSPC' : undefined,
      )
      const events = await recordRun(
        tinyRequest(folder),
        (event, control) => {
          if (event.type !== 'paused') return
          const good = place.startsWith('checkpoints') ? ['step-0000004'] : ['step-0000004', 'step-0000008']
          expect(readdirSync(join(folder, 'checkpoints'))).toEqual(good)
          full = false
          setImmediate(() => control.want('run'))
        },
        { disk: onDisk },
      )
      expect(only(events, 'paused')).toMatchObject([{ failure: { code: 'DISK_FULL' } }])
      expect(events.at(-1)?.type).toBe('completed')
      expect(courseOf(events)).toEqual(courseOf(expected))
      expect(filesOf(join(folder, 'samples'))).toEqual(filesOf(join(whole, 'samples')))
      expect(await stateAt(tinyRequest(folder), 'step-0000020')).toEqual(
        await stateAt(tinyRequest(whole), 'step-0000020'),
      )
    },
  )

  it('does not keep a run from stopping; the log says what was lost', async () => {
    const folder = temporaryFolder()
    const onDisk = failingDisk((call, path) =>
      call === 'write' && path.includes('checkpoints') && !path.includes('0000004') ? 'ENOSPC' : undefined,
    )
    const events = await recordRun(
      tinyRequest(folder),
      (event, control) => {
        if (event.type === 'paused') setImmediate(() => control.want('stop'))
      },
      { disk: onDisk },
    )
    expect(events.at(-1)?.type).toBe('stopped')
    expect(only(events, 'log').at(-1)?.entry.message).toContain('the last checkpoint is of step 4')
    expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-0000004'])
  })

  it('is not claimed for other errors of the disk, which pause too', async () => {
    let broken = true
    const onDisk = failingDisk((call, path) =>
      broken && call === 'sync' && path.includes('samples') ? 'EIO' : undefined,
    )
    const events = await recordRun(
      tinyRequest(temporaryFolder()),
      (event, control) => {
        if (event.type !== 'paused') return
        broken = false
        setImmediate(() => control.want('run'))
      },
      { disk: onDisk },
    )
    expect(only(events, 'paused')).toMatchObject([
      { failure: { code: 'UNEXPECTED', message: expect.stringContaining('EIO') } },
    ])
    expect(events.at(-1)?.type).toBe('completed')
  })
})
