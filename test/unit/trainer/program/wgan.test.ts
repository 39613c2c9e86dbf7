import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../../../src-main/trainer/compute/engine'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { fillNoise } from '../../../../src-main/trainer/noise'
import { buildProgram, initialRunState } from '../../../../src-main/trainer/program/build'
import { pickArray } from '../../../support/eager'
import { architecture, chain, dense, layer, reshape } from '../../../support/networks'
import { tinyConfig } from '../../../support/tiny-run'

const limit = 0.01
const config: AdversarialConfig = {
  ...tinyConfig,
  architecture: architecture({
    generator: chain(layer.latent, dense(6), layer.relu, dense(4), layer.tanh, reshape(2, 2, 1)),
    discriminator: chain(layer.image, layer.flatten, dense(8), layer.relu, dense(1)),
  }),
  objective: { type: 'wasserstein' },
  optimisers: {
    generator: { type: 'rmsprop', learningRate: 5e-4, decay: 0.99, epsilon: 1e-8 },
    discriminator: { type: 'rmsprop', learningRate: 5e-4, decay: 0.99, epsilon: 1e-8 },
  },
  weightClipping: limit,
  batchSize: 16,
}

const moved = (before: Snapshot, after: Snapshot): string[] =>
  Object.keys(before.state).filter((name) =>
    pickArray(before.state, name).some((value, i) => value !== pickArray(after.state, name)[i]),
  )

// A circulated implementation trains the critic with binary cross-entropy and moves the generator in the critic's update.
describe.each(['compiled-cpu', 'reference'] as const)('Arjovsky et al. 2017, Algorithm 1, on %s', (id) => {
  async function prepared() {
    const program = buildProgram(config)
    const executor = await engines[id].prepare(program, initialRunState(config))
    const draw = (update: number) => {
      for (const phase of program.phases) {
        const feeds = pickArray(executor.feeds, phase.name)
        fillNoise(phase, feeds, { seed: 3, update })
        feeds['real']?.fill(255)
      }
    }
    draw(0)
    return { program, executor, draw }
  }

  test('the critic’s update moves the critic alone, and clips every weight of it', async () => {
    const { program, executor } = await prepared()
    const before = await executor.snapshot()
    await executor.run('discriminator')
    const after = await executor.snapshot()
    const critic = program.state.flatMap(({ name }) => (name.startsWith('discriminator/') ? [name] : []))
    expect(moved(before, after)).toEqual(critic)
    for (const name of critic) {
      const values = [...pickArray(after.state, name)]
      expect(Math.max(...values.map(Math.abs)), name).toBeLessThanOrEqual(Math.fround(limit))
    }
    executor.dispose()
  })

  test('the generator’s update moves the generator alone and clips nothing', async () => {
    const { executor } = await prepared()
    const before = await executor.snapshot()
    await executor.run('generator')
    const after = await executor.snapshot()
    expect(moved(before, after).every((name) => name.startsWith('generator/'))).toBe(true)
    expect(moved(before, after).length).toBe(4)
    expect(Math.max(...Object.values(after.state).flatMap((values) => [...values]))).toBeGreaterThan(limit)
    executor.dispose()
  })

  test('the critic’s loss is mean D(G(z)) − mean D(x), with no cross-entropy and no sigmoid', async () => {
    const { executor } = await prepared()
    const { measures } = await executor.gradients('discriminator')
    const { loss = 0, realScore = 0, fakeScore = 0, wassersteinEstimate = 0 } = measures
    expect(loss).toBeCloseTo(fakeScore - realScore, 6)
    expect(wassersteinEstimate).toBeCloseTo(realScore - fakeScore, 6)
    const generated = await executor.gradients('generator')
    expect(generated.measures['loss']).toBeCloseTo(-fakeScore, 1)
    executor.dispose()
  })

  test('training the critic alone parts real images from fakes', async () => {
    const { executor, draw } = await prepared()
    await executor.run('discriminator')
    for (let update = 1; update < 60; update++) {
      draw(update)
      await executor.run('discriminator')
    }
    const last = await executor.run('discriminator')
    expect(last['wassersteinEstimate'] ?? 0).toBeGreaterThan(1e-4)
    expect(last['realScore'] ?? 0).toBeGreaterThan(last['fakeScore'] ?? 0)
    executor.dispose()
  })
})
