import { describe, expect, it } from 'vitest'
import type { Executor, PhaseMeasures, Snapshot } from '../../../../../src-main/trainer/compute/engine'
import { compiledCpuEngine } from '../../../../../src-main/trainer/compute/engines/compiled-cpu'
import { referenceEngine } from '../../../../../src-main/trainer/compute/engines/reference'
import { chooseEngine, engines } from '../../../../../src-main/trainer/compute/engines/registry'
import {
  type TensorFlowTools,
  tensorFlowEngine,
} from '../../../../../src-main/trainer/compute/engines/tensorflow/engine'
import { chooseRuntime } from '../../../../../src-main/trainer/compute/runtime/choose'
import { openNodeBinding } from '../../../../../src-main/trainer/compute/runtime/node-binding'
import { buildProgram } from '../../../../../src-main/trainer/program/build'
import { onProcessor, withoutDevice } from '../../../../support/provider-engines'
import { tinyConfig } from '../../../../support/tiny-run'
import { usableEngines } from '../../../../support/usable-engines'
import { apart, fillFeeds, stateFor } from './agreement'

const compiled = compiledCpuEngine()
const noTensorFlow: TensorFlowTools = {
  find: () => ({ state: 'missing', reason: 'None here.' }),
  probe: async () => ({ state: 'fails', reason: 'None here.' }),
  cards: () => [],
}
const convolutional = (): typeof tinyConfig => ({
  ...tinyConfig,
  architecture: {
    ...tinyConfig.architecture,
    networks: {
      ...tinyConfig.architecture.networks,
      discriminator: {
        layers: [
          { name: 'image', inputs: [], layer: { type: 'input', source: 'image' } },
          {
            name: 'down',
            inputs: ['image'],
            layer: {
              ...{ type: 'conv2d', filters: 5, kernel: 4, stride: 2, padding: 1, bias: false },
              initialiser: { type: 'uniform-fan-in' },
              biasInitialiser: { type: 'constant', value: 0 },
            },
          },
          {
            name: 'normalise',
            inputs: ['down'],
            layer: {
              ...{ type: 'batch-normalisation', momentum: 0.1, epsilon: 1e-5 },
              scaleInitialiser: { type: 'constant', value: 1 },
            },
          },
          { name: 'flat', inputs: ['normalise'], layer: { type: 'flatten' } },
          {
            name: 'judge',
            inputs: ['flat'],
            layer: {
              ...{ type: 'dense', units: 1, bias: true },
              initialiser: { type: 'uniform-fan-in' },
              biasInitialiser: { type: 'constant', value: 0 },
            },
          },
        ],
        output: 'judge',
      },
    },
  },
})
const program = buildProgram(convolutional())

async function train(executor: Executor, from: number, to: number): Promise<number[]> {
  const losses: number[] = []
  for (let step = from; step < to; step++) {
    for (const { name } of program.phases) {
      fillFeeds(executor, name, step)
      losses.push((await executor.run(name))['loss'] ?? Number.NaN)
    }
  }
  return losses
}

describe.each([
  ...usableEngines.map((id) => ({ name: id, engine: engines[id] })),
  { name: 'the executor of GPUs, on the processor', engine: onProcessor() },
])('$name', ({ engine }) => {
  it('goes on from a snapshot as if it had not been interrupted, bit for bit', async () => {
    const straight = await engine.prepare(program, stateFor(program))
    const losses = await train(straight, 0, 12)

    const first = await engine.prepare(program, stateFor(program))
    const before = await train(first, 0, 5)
    const saved = await first.snapshot()
    first.dispose()
    const second = await engine.prepare(program, stateFor(program))
    await second.restore(saved)
    expect(await second.snapshot()).toEqual(saved)
    expect([...before, ...(await train(second, 5, 12))]).toEqual(losses)
    expect(await second.snapshot()).toEqual(await straight.snapshot())
    straight.dispose()
    second.dispose()
  })

  it('computes gradients without changing the state', async () => {
    const executor = await engine.prepare(program, stateFor(program))
    await train(executor, 0, 1)
    const before = await executor.snapshot()
    const { measures, gradients } = await executor.gradients('discriminator')
    expect(await executor.snapshot()).toEqual(before)
    expect(measures['loss']).toBeGreaterThan(0)
    expect(Object.keys(gradients)).toEqual(program.phases[0]?.trains)
    executor.dispose()
  })

  it('refuses a snapshot that lacks a tensor or has another size, and keeps its state', async () => {
    const executor = await engine.prepare(program, stateFor(program))
    const good = await executor.snapshot()
    const [name = ''] = Object.keys(good.state)
    const { [name]: _, ...rest } = good.state
    const damaged: Snapshot[] = [
      { ...good, state: rest },
      { ...good, state: { ...good.state, [name]: new Float32Array(1) } },
      { ...good, optimisers: {} },
      { ...good, optimisers: { ...good.optimisers, generator: { updates: 3, slots: {} } } },
    ]
    for (const snapshot of damaged) {
      await expect(executor.restore(snapshot)).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' })
    }
    expect(await executor.snapshot()).toEqual(good)
    executor.dispose()
  })

  it('draws the same samples for the same latents, as copies', async () => {
    const executor = await engine.prepare(program, stateFor(program))
    fillFeeds(executor, 'samples')
    const first = await executor.infer('samples')
    const kept = first.slice()
    await train(executor, 0, 1)
    const second = await executor.infer('samples')
    expect(first).toEqual(kept)
    expect(second).not.toEqual(first)
    executor.dispose()
  })
})

it('computes the same where a device tells its measures late, all of them in order', async () => {
  const engine = onProcessor()
  const [plain, late] = [
    await engine.prepare(program, stateFor(program)),
    await engine.prepare(program, stateFor(program)),
  ]
  const { deferred } = late
  if (deferred === undefined) throw new Error('the executor of GPUs reads at once')
  const [expected, told]: [PhaseMeasures[], PhaseMeasures[]] = [[], []]
  for (let step = 0; step < 24; step++) {
    for (const { name } of program.phases) {
      for (const executor of [plain, late]) fillFeeds(executor, name, step)
      expected.push(await plain.run(name))
      await deferred.run(name)
    }
    // In between it holds none, some, and more than it has room for.
    if ([0, 2, 3, 22].includes(step)) told.push(...(await deferred.collect()))
  }
  told.push(...(await deferred.collect()))
  expect(told).toEqual(expected)
  expect(await deferred.collect()).toEqual([])
  expect(await late.snapshot()).toEqual(await plain.snapshot())
  for (const executor of [plain, late]) executor.dispose()
})

describe('the compiled engine beside the reference', () => {
  it.each([
    { name: compiled.id, engine: compiled },
    { name: 'the executor of GPUs', engine: onProcessor() },
  ])('makes the same steps: losses, running statistics, weights, samples: $name', async ({ engine }) => {
    const a = await engine.prepare(program, stateFor(program))
    const b = await referenceEngine.prepare(program, stateFor(program))
    const [x, y] = [await train(a, 0, 3), await train(b, 0, 3)]
    for (const [i, loss] of y.entries()) expect(Math.abs((x[i] ?? 0) - loss) / loss).toBeLessThan(1e-4)
    const [after, other] = [await a.snapshot(), await b.snapshot()]
    for (const [name, values] of Object.entries(other.state)) {
      expect(apart(after.state[name] ?? new Float32Array(), values), name).toBeLessThan(1e-3)
    }
    for (const executor of [a, b]) fillFeeds(executor, 'samples')
    expect(apart(await a.infer('samples'), await b.infer('samples'))).toBeLessThan(1e-3)
  })

  it('goes on from the other engine’s snapshot', async () => {
    const a = await referenceEngine.prepare(program, stateFor(program))
    await train(a, 0, 4)
    const b = await compiled.prepare(program, stateFor(program))
    await b.restore(await a.snapshot())
    const [x, y] = [await train(b, 4, 5), await train(a, 4, 5)]
    for (const [i, loss] of y.entries()) expect(Math.abs((x[i] ?? 0) - loss) / loss).toBeLessThan(1e-5)
  })

  it('lets several executors of both engines work at the same time', async () => {
    const executors = [
      await compiled.prepare(program, stateFor(program)),
      await referenceEngine.prepare(program, stateFor(program)),
      await compiled.prepare(program, stateFor(program)),
    ] as const
    const alone = await train(await compiled.prepare(program, stateFor(program)), 0, 4)
    const [first, , third] = await Promise.all(executors.map((executor) => train(executor, 0, 4)))
    expect(first).toEqual(alone)
    expect(third).toEqual(alone)
  })
})

describe('the compiled engine without the C API', () => {
  it('computes the same bits through onnxruntime-node’s own calls', async () => {
    const copying = compiledCpuEngine(undefined, () => chooseRuntime([openNodeBinding]))
    expect((await copying.status()).reason).toContain('onnxruntime-node')
    const a = await copying.prepare(program, stateFor(program))
    const b = await compiled.prepare(program, stateFor(program))
    expect(await train(a, 0, 3)).toEqual(await train(b, 0, 3))
    expect(await a.snapshot()).toEqual(await b.snapshot())
    a.dispose()
    b.dispose()
  })
})

describe('feeds', () => {
  it('are buffers of the engine that have the shape and type of the program', async () => {
    const executor = await compiled.prepare(program, stateFor(program))
    for (const phase of program.phases) {
      for (const { name, shape, type } of phase.feeds) {
        const buffer = executor.feeds[phase.name]?.[name]
        expect(buffer).toBeInstanceOf(type === 'uint8' ? Uint8Array : Float32Array)
        expect(buffer).toHaveLength(shape.reduce((a, b) => a * b))
      }
    }
  })
})

describe('the registry', () => {
  it('chooses the compiled engine where it works, and the one asked for', async () => {
    expect((await chooseEngine('auto')).id).toBe('compiled-cpu')
    expect((await chooseEngine('reference')).id).toBe('reference')
  })

  it('falls back to the reference, or says why the engine asked for cannot be used', async () => {
    const reason = 'ONNX Runtime cannot be used here: no library.'
    const broken = compiledCpuEngine(undefined, async () => ({ available: false, reason }))
    const all = {
      ...engines,
      'compiled-cpu': broken,
      'compiled-webgpu': withoutDevice('compiled-webgpu'),
      tensorflow: tensorFlowEngine(noTensorFlow),
    }
    expect((await chooseEngine('auto', all)).id).toBe('reference')
    await expect(chooseEngine('compiled-cpu', all)).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('no library'),
    })
    await expect(broken.prepare(program, stateFor(program))).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
  })

  it('tells the device and the reason of every engine', async () => {
    for (const id of ['compiled-cpu', 'reference'] as const) {
      expect(await engines[id].status()).toMatchObject({
        available: true,
        device: expect.stringMatching(/\d+ threads?$/),
      })
    }
    for (const engine of Object.values(engines)) {
      const status = await engine.status()
      expect(status.device).toMatch(/\S/)
      expect(status.reason).toMatch(/\.$/)
    }
  })
})
