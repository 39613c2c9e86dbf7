import { truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt, terminalParts } from '../../../scripts/build.mjs'
import { type Feeds, openInlineFeeds } from '../../../src-main/trainer/batches/feeds'
import { feedPlan } from '../../../src-main/trainer/batches/plan'
import { workerFeeds } from '../../../src-main/trainer/batches/worker-feeds'
import type { FeedArrays } from '../../../src-main/trainer/compute/engine'
import { buildProgram } from '../../../src-main/trainer/program/build'
import { batchesPerStep } from '../../../src-shared/families/registry'
import { firstStretch } from '../../../src-shared/runs/stretch'
import { buffersFor } from '../../support/eager'
import { temporaryFolder } from '../../support/temporary-folder'
import { tinyConfig, tinyImages } from '../../support/tiny-run'

const file = resolve(import.meta.dirname, '../../../out/main/feeds.cjs')

beforeAll(() => ensureBuilt(terminalParts))

/** D sees two batches a step, so an epoch of 50 images has 3 steps of 8 images twice. */
function tinyPlan() {
  const config = { ...tinyConfig, discriminatorSteps: 2 }
  const images = tinyImages(temporaryFolder())
  return feedPlan(
    config,
    buildProgram(config),
    images,
    firstStretch({ batchSize: config.batchSize, batchesPerStep: batchesPerStep(config) }, images.count),
  )
}

/** What `steps` steps are fed, in order. */
async function fed(feeds: Feeds, { phases }: ReturnType<typeof tinyPlan>, steps: number) {
  const all: FeedArrays[] = []
  for (let step = 0; step < steps; step++) {
    for (const phase of phases) {
      for (let update = 0; update < phase.updates; update++) {
        const buffers = buffersFor(phase.feeds)
        await feeds.next(buffers)
        all.push(buffers)
      }
    }
  }
  feeds.close()
  return all
}

describe('feeds that a thread makes ahead', () => {
  it.each([
    ['held in memory', undefined],
    ['read from the file', 0],
  ])('are those that are made when they are wanted, over epochs and from any step on: images %s', async (_, budget) => {
    const plan = tinyPlan()
    for (const first of [0, 4]) {
      const expected = await fed(await openInlineFeeds(plan, first), plan, 8)
      expect(await fed(await workerFeeds(file, budget)(plan, first), plan, 8)).toEqual(expected)
    }
  })

  it('fail with what is wrong with the images, at the start and later', async () => {
    const plan = tinyPlan()
    const gone = { ...plan, images: { ...plan.images, file: `${plan.images.file}.gone` } }
    await expect(workerFeeds(file)(gone, 0)).rejects.toMatchObject({ code: 'DATASET_DAMAGED' })
    const feeds = await workerFeeds(file, 0)(plan, 0)
    truncateSync(plan.images.file, 0)
    await expect(fed(feeds, plan, 20)).rejects.toMatchObject({ code: 'DATASET_DAMAGED' })
    feeds.close()
  })

  it('fail when the thread ends', async () => {
    const broken = join(temporaryFolder(), 'broken.cjs')
    writeFileSync(broken, 'process.exit(3)')
    await expect(workerFeeds(broken)(tinyPlan(), 0)).rejects.toMatchObject({
      code: 'UNEXPECTED',
      message: 'The thread that prepares the batches ended.',
      failure: { details: 'exit code 3' },
    })
  })
})
