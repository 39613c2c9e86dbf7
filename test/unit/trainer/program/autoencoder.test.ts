import { join } from 'node:path'
import { configProblems } from '@shared/runs/config'
import { describe, expect, it } from 'vitest'
import { loadCheckpoint } from '../../../../src-main/trainer/checkpoint/store'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { disk } from '../../../../src-main/trainer/files/disk'
import { LoadedGenerator } from '../../../../src-main/trainer/latent/generator'
import { fillNoise } from '../../../../src-main/trainer/noise'
import { decodePng } from '../../../../src-main/trainer/pictures/png'
import { buildProgram, initialRunState } from '../../../../src-main/trainer/program/build'
import type { AutoencoderConfig } from '../../../../src-shared/runs/autoencoder-config'
import { pickArray, relativeDistance } from '../../../support/eager'
import { recordRun, seriesOf } from '../../../support/recorded-run'
import { slopesOf } from '../../../support/slopes'
import { temporaryFolder } from '../../../support/temporary-folder'
import { sigmoidDecoder, tinyAutoencoder } from '../../../support/tiny-autoencoder'
import { tinyRequest } from '../../../support/tiny-run'

const crossEntropy: AutoencoderConfig = {
  ...tinyAutoencoder,
  architecture: {
    ...tinyAutoencoder.architecture,
    networks: { ...tinyAutoencoder.architecture.networks, decoder: sigmoidDecoder },
  },
  reconstruction: { type: 'cross-entropy' },
}

async function prepared(config: AutoencoderConfig) {
  const executor = await engines.reference.prepare(buildProgram(config), initialRunState(config))
  const [phase] = buildProgram(config).phases
  if (phase === undefined) throw new Error('no phase')
  const feeds = pickArray(executor.feeds, phase.name)
  fillNoise(phase, feeds, { seed: 5, update: 0 })
  for (const [i] of pickArray(feeds, 'real').entries()) pickArray(feeds, 'real')[i] = (i * 37) % 256
  return { executor, phase, feeds }
}

describe('an autoencoder', () => {
  it.each([
    ['mean squared error', tinyAutoencoder],
    ['cross-entropy', crossEntropy],
    ['noise on its input', { ...tinyAutoencoder, inputNoise: 0.5 }],
  ])('has the slopes of numerical differences with %s', async (_name, config) => {
    const { executor, phase } = await prepared(config)
    const { exact, numerical } = await slopesOf(executor, phase, 2e-3)
    expect(relativeDistance(exact, numerical)).toBeLessThan(5e-3)
    executor.dispose()
  })

  it.each([
    ['mean squared error', tinyAutoencoder, (x: number, y: number) => (x - y) ** 2],
    [
      'cross-entropy',
      crossEntropy,
      (x: number, y: number) => {
        const [p, t] = [(y + 1) / 2, (x + 1) / 2]
        return -t * Math.log(p) - (1 - t) * Math.log(1 - p)
      },
    ],
  ])('measures the %s of what it draws', async (_name, config, loss) => {
    const { executor, phase, feeds } = await prepared({ ...config, samples: { ...config.samples, count: 8 } })
    const { measures } = await executor.gradients(phase.name)
    const drawing = pickArray(executor.feeds, 'reconstructions')
    pickArray(drawing, 'real').set(pickArray(feeds, 'real'))
    const drawn = await executor.infer('reconstructions')
    const losses = drawn.map((y, i) => loss((pickArray(feeds, 'real')[i] ?? 0) / 127.5 - 1, y))
    expect(measures['reconstructionLoss']).toBeCloseTo(losses.reduce((a, b) => a + b) / losses.length, 5)
    executor.dispose()
  })

  it('learns, and keeps pictures of its images above their reconstructions', async () => {
    const folder = temporaryFolder()
    const config = { ...tinyAutoencoder, duration: { unit: 'steps' as const, count: 60 } }
    const events = await recordRun({ ...tinyRequest(folder), config })
    expect(events.at(-1)?.type).toBe('completed')
    const losses = [...seriesOf(events, 'reconstructionLoss').values()].map(Number)
    expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] ?? 0))
    const picture = await decodePng(await disk.read(join(folder, 'samples/step-0000060.png')), 'picture')
    // Four images in three columns, each above its reconstruction.
    expect([picture.width, picture.height]).toEqual([1 + 3 * 5, 1 + 2 * (2 * 5 + 2) - 2])
  })

  it('shows what the encoder saw where that has noise, the same at every step', async () => {
    const folder = temporaryFolder()
    const config = { ...tinyAutoencoder, inputNoise: 0.5, duration: { unit: 'steps' as const, count: 5 } }
    await recordRun({ ...tinyRequest(folder), config })
    const [first, last] = await Promise.all(
      ['0000000', '0000005'].map(async (step) =>
        decodePng(await disk.read(join(folder, `samples/step-${step}.png`)), step),
      ),
    )
    // Four columns; in each the image, the noisy image and the reconstruction.
    expect([first?.width, first?.height]).toEqual([1 + 4 * 5, 1 + 3 * 5])
    const rows = (picture: typeof first, from: number, to: number) =>
      picture?.pixels.slice(from * picture.width * 4, to * picture.width * 4)
    expect(rows(first, 0, 11)).toEqual(rows(last, 0, 11))
    expect(rows(first, 11, 16)).not.toEqual(rows(last, 11, 16))
  })

  it('draws images of latents with its decoder', async () => {
    const folder = temporaryFolder()
    await recordRun({ ...tinyRequest(folder), config: crossEntropy })
    const content = await loadCheckpoint(disk, join(folder, 'checkpoints/step-0000020'))
    const generator = new LoadedGenerator(content, crossEntropy, engines.reference)
    expect(generator).toMatchObject({ step: 20, latent: { size: 3, prior: 'normal' } })
    const images = await generator.draw(Float32Array.from({ length: 6 }, (_, i) => i - 3))
    expect(images.length).toBe(2 * 16)
    expect(images.every((value) => value > -1 && value < 1)).toBe(true)
    expect(images.some((value) => value < 0)).toBe(true)
    await generator.close()
  })

  it('goes on from a checkpoint as if it had not been interrupted, bit for bit', async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()]
    const config = { ...tinyAutoencoder, inputNoise: 0.3 }
    await recordRun({ ...tinyRequest(whole), config })
    await recordRun({ ...tinyRequest(parts), config }, (event, control) => {
      if (event.type === 'checkpoint') control.want('abandon')
    })
    await recordRun({ ...tinyRequest(parts, {}, 'step-0000004'), config })
    const [a, b] = await Promise.all(
      [whole, parts].map((folder) => loadCheckpoint(disk, join(folder, 'checkpoints/step-0000020'))),
    )
    expect(a?.snapshot).toEqual(b?.snapshot)
  })

  it('refuses what does not go together by its path', () => {
    const paths = (config: AutoencoderConfig) => configProblems(config).map(({ path }) => path)
    expect(paths(tinyAutoencoder)).toEqual([])
    expect(paths(crossEntropy)).toEqual([])
    expect(paths({ ...tinyAutoencoder, reconstruction: { type: 'cross-entropy' } })).toEqual([
      'architecture.networks.decoder.layers.l5',
    ])
    expect(paths({ ...crossEntropy, reconstruction: { type: 'mean-squared-error' } })).toEqual([
      'architecture.networks.decoder.layers.l4',
    ])
    const { architecture } = tinyAutoencoder
    expect(
      paths({ ...tinyAutoencoder, architecture: { ...architecture, latent: { size: 4, prior: 'normal' } } }),
    ).toEqual(['architecture.networks.encoder.layers.l4'])
    const measures = {
      names: ['swd' as const],
      cadence: { unit: 'epochs' as const, every: 1 },
      samples: 10,
      best: null,
    }
    expect(paths({ ...tinyAutoencoder, measures })).toEqual(['measures'])
  })
})
