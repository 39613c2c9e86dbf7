import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openImages } from '../../../../src-main/trainer/batches/images'
import type { CheckpointContent } from '../../../../src-main/trainer/checkpoint/store'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { classMean, MEAN_IMAGES } from '../../../../src-main/trainer/latent/class-mean'
import { LoadedGenerator } from '../../../../src-main/trainer/latent/generator'
import { latentOf } from '../../../../src-shared/latent/vectors'
import type { RunConfig } from '../../../../src-shared/runs/config'
import { adversarialConfig } from '../../../support/adversarial'
import { discs } from '../../../support/discs'
import { narrow } from '../../../support/narrow'
import { presetConfig } from '../../../support/studio-records'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyAutoencoder } from '../../../support/tiny-autoencoder'
import { tinyConfig } from '../../../support/tiny-run'
import { untrained } from '../../../support/untrained'

function generatorOf(
  config: RunConfig,
  engine: 'compiled-cpu' | 'reference' = 'compiled-cpu',
  content: CheckpointContent = untrained(config),
): LoadedGenerator {
  const generator = new LoadedGenerator(content, config, engines[engine])
  onTestFinished(() => generator.close())
  return generator
}

describe.each(['compiled-cpu', 'reference'] as const)('a blend of two classes on %s', (engine) => {
  const { architecture, objective } = adversarialConfig(presetConfig('cgan'))
  const config = { ...tinyConfig, architecture: narrow(architecture, 16), objective }
  const latent = latentOf(3, config.architecture.latent)

  it('is at its ends the classes themselves, bit for bit', async () => {
    const generator = generatorOf(config, engine)
    const [three, seven] = [await generator.draw(latent, 3), await generator.draw(latent, 7)]
    expect(await generator.draw(latent, { first: 3, second: 7, share: 0 })).toEqual(three)
    expect(await generator.draw(latent, { first: 3, second: 7, share: 1 })).toEqual(seven)
    expect(await generator.draw(latent, { first: 7, second: 7, share: 0.3 })).toEqual(seven)
    expect(three).not.toEqual(seven)
  })

  it.each([0.5, 0.3])('draws at %d with the blend of their embeddings', async (share) => {
    // The blended vector stands in the table in the place of class 0, which is then drawn as any other.
    const content = untrained(config)
    const state = { ...content.snapshot.state }
    const tables = Object.keys(state).filter((name) => name.startsWith('generator/') && name.endsWith('/table'))
    expect(tables).toHaveLength(1)
    const table = Float32Array.from(state[tables[0] ?? ''] ?? [])
    const units = table.length / (config.architecture.classes ?? 1)
    for (let i = 0; i < units; i++)
      table[i] = (1 - share) * (table[3 * units + i] ?? 0) + share * (table[7 * units + i] ?? 0)
    state[tables[0] ?? ''] = table
    const oracle = generatorOf(config, engine, { ...content, snapshot: { ...content.snapshot, state } })
    const [wanted, drawn] = [
      await oracle.draw(latent, 0),
      await generatorOf(config, engine).draw(latent, { first: 3, second: 7, share }),
    ]
    for (const [i, value] of wanted.entries()) expect(drawn[i]).toBeCloseTo(value, 5)
    const ends = await generatorOf(config, engine).draw(latent, 3)
    expect(Math.max(...drawn.map((value, i) => Math.abs(value - (ends[i] ?? 0))))).toBeGreaterThan(0.001)
  })
})

describe('the mean of a class', () => {
  const classed = { image: tinyAutoencoder.architecture.image, classes: 3 }

  it('is that of the encodings of its first images', async () => {
    const packed = discs(temporaryFolder(), 900, classed)
    const images = openImages(packed)
    onTestFinished(() => images.close())
    const generator = generatorOf(tinyAutoencoder)
    const own = Array.from({ length: images.count }, (_, i) => i).filter((i) => images.labelOf(i) === 1)
    expect(own.length).toBeGreaterThan(MEAN_IMAGES)
    const sums = [0, 0, 0]
    const image = new Uint8Array(16)
    const alone = generatorOf(tinyAutoencoder, 'reference')
    for (const i of own.slice(0, MEAN_IMAGES)) {
      images.copy(Uint32Array.of(i), image)
      for (const [k, number] of (await alone.encode(image)).entries()) sums[k] = (sums[k] ?? 0) + number
    }
    const mean = await classMean(generator, images, 3, 1)
    expect(mean.images).toBe(MEAN_IMAGES)
    const point = parsePoint(mean.latent)
    const values = point && latentOfPoint(point, generator.latent)
    for (const [k, sum] of sums.entries()) expect(values?.[k]).toBeCloseTo(sum / MEAN_IMAGES, 5)
    const other = await classMean(generator, images, 3, 2)
    expect(other.latent).not.toBe(mean.latent)
  })

  it('needs images of the class, and an encoder', async () => {
    const images = openImages(discs(temporaryFolder(), 5, classed))
    onTestFinished(() => images.close())
    const generator = generatorOf(tinyAutoencoder)
    await expect(classMean(generator, images, 4, 3)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(classMean(generator, images, 0, 0)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const label = images.labelOf(0)
    await expect(classMean(generatorOf(tinyConfig), images, 3, label)).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })
})
