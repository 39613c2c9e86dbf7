import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { memoryNeed, memoryOf } from '../../../src-shared/compute/memory'
import type { AdversarialConfig } from '../../../src-shared/runs/adversarial-config'
import { adversarialConfig } from '../../support/adversarial'
import { forkTrainer } from '../../support/forked-trainer'
import { presetConfig } from '../../support/studio-records'
import { temporaryFolder } from '../../support/temporary-folder'

const COUNT = 512

/** The most memory of a trainer that takes two steps of a run, or does nothing. */
async function peak(config: AdversarialConfig | undefined): Promise<number> {
  const folder = temporaryFolder()
  const file = join(folder, 'peak')
  const fixture = join(import.meta.dirname, 'fixtures/peak-memory.cjs')
  const trainer = await forkTrainer(['--require', fixture], { PEAK_MEMORY_FILE: file })
  if (config !== undefined) {
    const { image } = config.architecture
    const images = { file: join(folder, 'images'), count: COUNT, image }
    writeFileSync(images.file, new Uint8Array(COUNT * image.height * image.width * image.channels))
    const duration = { unit: 'steps', count: 2 } as const
    const request = {
      run: 'peak',
      directory: folder,
      config: { ...config, engine: 'compiled-cpu' as const, duration },
      images,
      changes: [],
      heldOut: null,
      checkpoint: null,
      origin: null,
      engine: null,
      lastEngine: null,
    }
    let last = ''
    for await (const event of await trainer.client.train.start(request)) last = event.type
    expect(last).toBe('completed')
  }
  trainer.child.disconnect()
  await trainer.ended
  return Number(readFileSync(file, 'utf8'))
}

let idle: Promise<number> | undefined

it.each([
  ['dcgan-28', 128],
  ['mlp-wide', 128],
  ['wgan-gp', 64],
])('the memory of a run is estimated within a factor of two: %s with a batch of %i', async (preset, batchSize) => {
  const config = { ...adversarialConfig(presetConfig(preset)), batchSize, discriminatorSteps: 1 }
  idle ??= peak(undefined)
  const measured = (await peak(config)) - (await idle)
  const estimated = memoryOf(memoryNeed(config), batchSize)
  expect(estimated / measured).toBeGreaterThan(0.5)
  expect(estimated / measured).toBeLessThan(2)
})
