import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { configProblems } from '@shared/runs/config'
import type { VariationalConfig } from '@shared/runs/variational-config'
import { describe, expect, it } from 'vitest'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { disk } from '../../../../src-main/trainer/files/disk'
import { fillNoise } from '../../../../src-main/trainer/noise'
import { decodePng } from '../../../../src-main/trainer/pictures/png'
import { buildProgram, initialRunState } from '../../../../src-main/trainer/program/build'
import { samplerOf } from '../../../../src-main/trainer/program/samplers'
import { pickArray, relativeDistance } from '../../../support/eager'
import { chain, dense, layer } from '../../../support/networks'
import { recordRun, seriesOf } from '../../../support/recorded-run'
import { slopesOf } from '../../../support/slopes'
import { temporaryFolder } from '../../../support/temporary-folder'
import { sigmoidDecoder, tinyAutoencoder } from '../../../support/tiny-autoencoder'
import { tinyRequest } from '../../../support/tiny-run'

const { inputNoise: _, architecture, ...common } = tinyAutoencoder
const vae: VariationalConfig = {
  ...common,
  family: 'variational',
  architecture: {
    ...architecture,
    family: 'variational',
    latent: { size: 2, prior: 'normal' },
    networks: {
      encoder: chain(layer.image, layer.flatten, dense(6), layer.tanh, dense(4)),
      decoder: sigmoidDecoder,
    },
  },
  reconstruction: { type: 'cross-entropy' },
  beta: 3,
}

async function prepared(id: 'reference' | 'compiled-cpu', config: VariationalConfig) {
  const executor = await engines[id].prepare(buildProgram(config), initialRunState(config))
  const [phase] = buildProgram(config).phases
  if (phase === undefined) throw new Error('no phase')
  const feeds = pickArray(executor.feeds, phase.name)
  fillNoise(phase, feeds, { seed: 5, update: 0 })
  for (const [i] of pickArray(feeds, 'real').entries()) pickArray(feeds, 'real')[i] = (i * 37) % 256
  return { executor, phase, feeds }
}

describe('a variational autoencoder', () => {
  it('has the slopes of numerical differences', async () => {
    const { executor, phase } = await prepared('reference', vae)
    const { exact, numerical } = await slopesOf(executor, phase, 2e-3)
    expect(relativeDistance(exact, numerical)).toBeLessThan(5e-3)
    executor.dispose()
  })

  it('has the slopes of the reference on the compiled engine', async () => {
    const [compiled, reference] = [await prepared('compiled-cpu', vae), await prepared('reference', vae)]
    const [a, b] = [
      await compiled.executor.gradients(compiled.phase.name),
      await reference.executor.gradients(reference.phase.name),
    ]
    for (const name of reference.phase.trains) {
      expect(relativeDistance(pickArray(a.gradients, name), pickArray(b.gradients, name)), name).toBeLessThan(1e-4)
    }
    compiled.executor.dispose()
    reference.executor.dispose()
  })

  it('measures the divergence of what its encoder puts out, and minimises it with its weight', async () => {
    // Without weights the biases of the last layer are the means and the logarithms of the variances of every image.
    const { executor, phase } = await prepared('reference', vae)
    const snapshot = await executor.snapshot()
    const state = {
      ...snapshot.state,
      'encoder/l4/kernel': pickArray(snapshot.state, 'encoder/l4/kernel').map(() => 0),
      'encoder/l4/bias': Float32Array.of(0.5, -2, Math.log(4), -1),
    }
    await executor.restore({ ...snapshot, state })
    const { measures } = await executor.gradients(phase.name)
    const wanted = 0.5 * (0.25 + 4 - 1 - Math.log(4) + 4 + Math.exp(-1) - 1 + 1)
    expect(measures['divergence']).toBeCloseTo(wanted, 5)
    expect(measures['loss']).toBeCloseTo(pickArray(measures, 'reconstructionLoss') + 3 * wanted, 4)
    executor.dispose()
  })

  it('learns, and keeps reconstructions, samples of the prior and the map of its plane', async () => {
    const folder = temporaryFolder()
    const config = { ...vae, beta: 0.1, duration: { unit: 'steps' as const, count: 60 } }
    const events = await recordRun({ ...tinyRequest(folder), config })
    expect(events.at(-1)?.type).toBe('completed')
    const losses = [...seriesOf(events, 'reconstructionLoss').values()].map(Number)
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0)
    const sizeOf = async (name: string) => {
      const { width, height } = await decodePng(await disk.read(join(folder, 'samples', `${name}.png`)), name)
      return [width, height]
    }
    expect(await sizeOf('step-0000060')).toEqual([1 + 3 * 5, 1 + 2 * (2 * 5 + 2) - 2])
    expect(await sizeOf('step-0000060-samples')).toEqual([11, 11])
    expect(await sizeOf('step-0000060-latent-map')).toEqual([1 + 16 * 5, 1 + 16 * 5])
  })

  it('has no map where its latents are no plane, and draws with its decoder', async () => {
    const wide: VariationalConfig = {
      ...vae,
      architecture: {
        ...vae.architecture,
        latent: { size: 3, prior: 'normal' },
        networks: {
          ...vae.architecture.networks,
          encoder: chain(layer.image, layer.flatten, dense(6), layer.tanh, dense(6)),
        },
      },
    }
    expect(configProblems(wide)).toEqual([])
    const folder = temporaryFolder()
    await recordRun({ ...tinyRequest(folder), config: { ...wide, duration: { unit: 'steps', count: 1 } } })
    expect(existsSync(join(folder, 'samples/step-0000001-samples.png'))).toBe(true)
    expect(existsSync(join(folder, 'samples/step-0000001-latent-map.png'))).toBe(false)
    expect(
      samplerOf(wide)
        .program(2)
        .state.every(({ name }) => name.startsWith('decoder/')),
    ).toBe(true)
  })

  it('refuses an encoder that gives no variances', () => {
    const { encoder: _encoder, ...networks } = vae.architecture.networks
    const encoder = chain(layer.image, layer.flatten, dense(2))
    const problems = configProblems({
      ...vae,
      architecture: { ...vae.architecture, networks: { ...networks, encoder } },
    })
    expect(problems.map(({ path }) => path)).toEqual(['architecture.networks.encoder.layers.l2'])
  })
})
