import { LayerSpec } from '@shared/architecture/layers/registry'
import type { NetworkSpec } from '@shared/architecture/spec'
import type { Penalty } from '@shared/objectives/objective'
import { stream } from '@shared/random/generator'
import type { RunConfig } from '@shared/runs/config'
import { describe, expect, test } from 'vitest'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { fillNoise } from '../../../../src-main/trainer/noise'
import { buildProgram, initialRunState } from '../../../../src-main/trainer/program/build'
import { pickArray, relativeDistance } from '../../../support/eager'
import { architecture, chain, convolution, dense, dropout, layer, reshape } from '../../../support/networks'
import { tinyConfig } from '../../../support/tiny-run'

const image = { height: 4, width: 4, channels: 1 } as const
const generator = chain(layer.latent, dense(16), layer.tanh, reshape(4, 4, 1))

const activation = (name: string, more: object = {}): LayerSpec =>
  LayerSpec.parse({ type: 'activation', function: { name, ...more } })

/** A critic with a layer between two dense ones: every layer type that has a slope of its own. */
const vectors = (...inner: LayerSpec[]) => chain(layer.image, layer.flatten, dense(5), ...inner, dense(1))
const images = (...inner: LayerSpec[]) =>
  chain(layer.image, convolution('conv2d', [3, 3, 1, 1]), layer.tanh, ...inner, layer.flatten, dense(1))

const critics: Readonly<Record<string, NetworkSpec>> = {
  tanh: vectors(activation('tanh')),
  sigmoid: vectors(activation('sigmoid')),
  'a rectifier': vectors(activation('relu')),
  'a leaky rectifier': vectors(activation('leaky-relu', { slope: 0.2 })),
  dropout: vectors(layer.tanh, dropout(0.4)),
  convolutions: images(convolution('conv2d', [2, 4, 2, 1]), layer.tanh),
  'transposed convolutions': images(convolution('conv2d-transpose', [2, 4, 2, 1]), layer.tanh),
}

const penalties: readonly Penalty[] = [
  { type: 'gradient-penalty', weight: 10 },
  { type: 'r1', weight: 10 },
]

const configOf = (discriminator: NetworkSpec, penalty: Penalty): RunConfig => ({
  ...tinyConfig,
  architecture: architecture({ generator, discriminator }, image),
  objective: { type: 'wasserstein' },
  penalty,
  batchSize: 3,
})

async function prepared(id: 'compiled-cpu' | 'reference', config: RunConfig) {
  const program = buildProgram(config)
  const executor = await engines[id].prepare(program, initialRunState(config))
  const [phase] = program.phases
  if (phase === undefined) throw new Error('no phase')
  const feeds = pickArray(executor.feeds, phase.name)
  fillNoise(phase, feeds, { seed: 5, prior: 'normal', update: 0 })
  const bytes = stream(5, 'bytes')
  for (const [i] of pickArray(feeds, 'real').entries()) pickArray(feeds, 'real')[i] = bytes.below(256)
  return { executor, phase }
}

describe.each(Object.entries(critics))('through %s', (_name, critic) => {
  test.each(penalties)('the slope of $type is that of numerical differences', async (penalty) => {
    const config = configOf(critic, penalty)
    const { executor, phase } = await prepared('reference', config)
    const snapshot = await executor.snapshot()
    const { gradients } = await executor.gradients(phase.name)
    const lossAt = async (name: string, at: number, change: number) => {
      const values = pickArray(snapshot.state, name).slice()
      values[at] = (values[at] ?? 0) + change
      await executor.restore({ ...snapshot, state: { ...snapshot.state, [name]: values } })
      return (await executor.gradients(phase.name)).measures['loss'] ?? Number.NaN
    }
    const step = 2e-3
    const [exact, numerical]: [number[], number[]] = [[], []]
    for (const name of phase.trains) {
      const gradient = pickArray(gradients, name)
      for (let at = 0; at < gradient.length; at += Math.ceil(gradient.length / 6)) {
        exact.push(gradient[at] ?? Number.NaN)
        numerical.push(((await lossAt(name, at, step)) - (await lossAt(name, at, -step))) / (2 * step))
      }
    }
    expect(relativeDistance(exact, numerical)).toBeLessThan(5e-3)
    executor.dispose()
  })

  test.each(penalties)('compiled-cpu has the slope of the reference for $type', async (penalty) => {
    const config = configOf(critic, penalty)
    const [compiled, reference] = [await prepared('compiled-cpu', config), await prepared('reference', config)]
    const [a, b] = [
      await compiled.executor.gradients('discriminator'),
      await reference.executor.gradients('discriminator'),
    ]
    expect(a.measures['penalty']).toBeGreaterThan(0)
    expect(a.measures['penalty'] ?? 0).toBeCloseTo(b.measures['penalty'] ?? 1, 4)
    for (const name of reference.phase.trains) {
      const distance = relativeDistance(pickArray(a.gradients, name), pickArray(b.gradients, name))
      expect(distance, name).toBeLessThan(1e-4)
    }
    compiled.executor.dispose()
    reference.executor.dispose()
  })
})
