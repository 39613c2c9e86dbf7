import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt, terminalParts } from '../../../scripts/build.mjs'
import { loadCheckpoint } from '../../../src-main/trainer/checkpoint/store'
import { disk } from '../../../src-main/trainer/files/disk'
import { type CheckpointJob, inlineSaver, type SaveJob } from '../../../src-main/trainer/session/saves'
import { workerSaver } from '../../../src-main/trainer/session/worker-saver'
import { filesOf } from '../../support/recorded-run'
import { temporaryFolder } from '../../support/temporary-folder'
import { tinyConfig } from '../../support/tiny-run'

const openSaver = workerSaver(resolve(import.meta.dirname, '../../../out/main/saves.cjs'))

beforeAll(() => ensureBuilt(terminalParts))

const checkpoint = (folder: string, weight = 1.5): CheckpointJob => ({
  type: 'checkpoint',
  step: 4,
  folder: join(folder, 'checkpoints'),
  keeping: { keep: 2, doubts: [] },
  manifest: {
    version: 1,
    run: 'tiny-run',
    step: 4,
    epoch: 0,
    created: 1,
    engine: 'reference',
    config: tinyConfig,
    configHash: 'hash',
    changes: [],
    imageCount: 50,
    trainingSeconds: 1,
    epochSums: { steps: 4, sums: {} },
  },
  snapshot: {
    state: { a: Float32Array.of(weight, 2), b: new Float32Array(3).subarray(1) },
    optimisers: { generator: { updates: 4, slots: { 'm/a': Float32Array.of(3, 4) } } },
  },
  state: [
    { name: 'a', shape: [2], trainable: true },
    { name: 'b', shape: [2], trainable: false },
  ],
})
const sample = (folder: string): SaveJob => ({
  type: 'sample',
  step: 4,
  image: { height: 2, width: 2, channels: 1 },
  pictures: [
    { file: join(folder, 'samples', 'step-0000004.png'), batches: [Float32Array.of(-1, 0, 0.5, 1)] },
    {
      file: join(folder, 'samples', 'step-0000004-reconstructions.png'),
      batches: [Float32Array.of(-1, 0, 0.5, 1), Float32Array.of(1, 0, 0.5, -1)],
    },
  ],
})

describe('a thread that saves', () => {
  it('writes the files that the training thread would have written', async () => {
    const [here, there] = [temporaryFolder(), temporaryFolder()]
    const [inline, worker] = [inlineSaver(disk), openSaver()]
    for (const make of [sample, checkpoint]) {
      mkdirSync(join(there, 'checkpoints'), { recursive: true })
      mkdirSync(join(here, 'checkpoints'), { recursive: true })
      expect(await worker.save(make(there))).toEqual({ type: 'saved', removed: [] })
      await inline.save(make(here))
    }
    worker.close()
    expect(filesOf(there)).toEqual(filesOf(here))
    expect((await loadCheckpoint(disk, join(there, 'checkpoints/step-0000004'))).snapshot).toEqual(
      checkpoint(there).snapshot,
    )
  })

  it('gives back what the disk refuses, whole, to be tried again', async () => {
    const folder = temporaryFolder()
    const blocker = join(folder, 'checkpoints')
    writeFileSync(blocker, 'a file where a folder has to be')
    const worker = openSaver()
    const refused = await worker.save(checkpoint(folder))
    if (refused.type !== 'refused') throw new Error(refused.type)
    expect(refused).toMatchObject({ failure: { message: expect.stringContaining('the checkpoint of step 4') } })
    expect(refused.job).toEqual(checkpoint(folder))
    rmSync(blocker)
    mkdirSync(blocker)
    expect(await worker.save(refused.job)).toEqual({ type: 'saved', removed: [] })
    worker.close()
  })

  it('refuses a state that is not finite, which would replace a good checkpoint', async () => {
    const worker = openSaver()
    expect(await worker.save(checkpoint(temporaryFolder(), Number.NaN))).toMatchObject({
      type: 'failed',
      failure: { code: 'DIVERGED', message: expect.stringContaining('a holds numbers that are not finite at step 4') },
    })
    worker.close()
  })

  it('fails every save once it has ended', async () => {
    const broken = join(temporaryFolder(), 'broken.cjs')
    writeFileSync(broken, 'process.exit(3)')
    const worker = workerSaver(broken)()
    const lost = { type: 'failed', failure: { code: 'UNEXPECTED', details: 'exit code 3' } }
    expect(await worker.save(sample(temporaryFolder()))).toMatchObject(lost)
    expect(await worker.save(sample(temporaryFolder()))).toMatchObject(lost)
  })
})
