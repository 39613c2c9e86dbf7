import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { cast, input, reduce, unary } from '../../src-main/trainer/compute/compiler/build'
import { compileGraph } from '../../src-main/trainer/compute/compiler/compile'
import type { Executor } from '../../src-main/trainer/compute/engine'
import { deviceFailure } from '../../src-main/trainer/compute/engines/device-failures'
import { localMachine } from '../../src-main/trainer/compute/engines/provider-engine'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import type { Device } from '../../src-main/trainer/compute/runtime/device'
import { selfTestDevice } from '../../src-main/trainer/compute/runtime/device-self-test'
import { buildProgram } from '../../src-main/trainer/program/build'
import { pickArray, relativeDistance } from '../support/eager'
import { useSoftwareGpu } from '../support/software-gpu'
import { expectClose, expectCourse, expectGradients, feed } from './course'
import { fixtureNames, readFixture } from './fixture'

const engine = engines['compiled-webgpu']

/** Held open, so that every shader is compiled once in this file. */
const opened: Device[] = []
function theDevice(): Device {
  const [device] = opened
  if (device === undefined) throw new Error('the device is not open')
  return device
}

beforeAll(async () => {
  await useSoftwareGpu()
  opened.push(await localMachine.open('webgpu'))
})
afterAll(() => theDevice().close())

test('says what it runs on, and that software is no GPU', async () => {
  const status = await engine.status()
  expect(status).toMatchObject({ available: true, reason: expect.stringContaining('self-test') })
  if (process.platform === 'linux') {
    expect(status.device).toMatch(/swiftshader.*, software$/i)
    expect(status.reason).toContain('slow')
  }
})

/** Its last bias has a gradient of zero but for rounding, of which Adam makes a whole step: states drift apart. */
const drifting = ['wgan-gp']

test.each(fixtureNames.filter((name) => !drifting.includes(name)))('computes what PyTorch computes: %s', (name) =>
  expectCourse(engine, name),
)

test.each(drifting)('computes what PyTorch computes from the processor’s state at each step: %s', async (name) => {
  const { config, initial, steps } = readFixture(name)
  const program = buildProgram(config)
  const executors = [
    await engine.prepare(program, initial),
    await engines['compiled-cpu'].prepare(program, initial),
  ] as const
  const [gpu, processor] = executors
  for (const step of steps) {
    for (const phase of program.phases) {
      const { feeds, loss, measures } = pickArray(step, phase.name)
      await gpu.restore(await processor.snapshot())
      for (const executor of executors) feed(executor, phase, feeds)
      const [ours, theirs] = [await gpu.gradients(phase.name), await processor.gradients(phase.name)]
      expectGradients(ours.gradients, theirs.gradients, 1e-5)
      expectClose(await gpu.run(phase.name), { ...measures, loss }, 1e-5)
      await processor.run(phase.name)
    }
  }
  for (const executor of executors) executor.dispose()
})

/** Runs the phases of a recorded course from one step to before another; the losses, in order. */
async function train(executor: Executor, name: string, from: number, to: number): Promise<number[]> {
  const { config, steps } = readFixture(name)
  const losses: number[] = []
  for (const step of steps.slice(from, to)) {
    for (const phase of buildProgram(config).phases) {
      feed(executor, phase, pickArray(step, phase.name).feeds)
      losses.push((await executor.run(phase.name))['loss'] ?? Number.NaN)
    }
  }
  return losses
}

const { config, initial } = readFixture('dcgan-28')

describe('a run on the GPU', () => {
  const prepare = () => engine.prepare(buildProgram(config), initial)

  it('goes on from a snapshot as if it had not been interrupted, bit for bit', async () => {
    const straight = await prepare()
    const losses = await train(straight, 'dcgan-28', 0, 3)
    const first = await prepare()
    const before = await train(first, 'dcgan-28', 0, 1)
    const saved = await first.snapshot()
    first.dispose()
    const second = await prepare()
    await second.restore(saved)
    expect(await second.snapshot()).toEqual(saved)
    expect([...before, ...(await train(second, 'dcgan-28', 1, 3))]).toEqual(losses)
    expect(await second.snapshot()).toEqual(await straight.snapshot())
    straight.dispose()
    second.dispose()
  })

  it('draws samples like the reference', async () => {
    const executors = [await prepare(), await engines.reference.prepare(buildProgram(config), initial)] as const
    for (const { feeds } of executors)
      pickArray(pickArray(feeds, 'samples'), 'z').forEach((_, i, z) => {
        z[i] = Math.sin(i)
      })
    const [gpu, reference] = [await executors[0].infer('samples'), await executors[1].infer('samples')]
    expect(relativeDistance(gpu, reference)).toBeLessThan(1e-5)
    for (const executor of executors) executor.dispose()
  })
})

describe('what a GPU cannot do', () => {
  it('names the operations that WebGPU lacks, before anything runs', async () => {
    const bytes = unary('Not', cast(input('x', [4], 'uint8'), 'bool'))
    const model = compileGraph({ outputs: [{ name: 'y', node: reduce('Max', cast(bytes, 'uint8'), [0], false) }] })
    await expect(theDevice().load(model.model)).rejects.toThrow(/WebGPU lacks \w+/)
  })

  it('tells that the memory is not enough, although WebGPU itself goes on with nothing', async () => {
    const program = buildProgram(config)
    const size = 2 ** 31
    const failure = await theDevice()
      .allocate(new Map([['large', [size]]]))
      .catch((cause: unknown) => cause)
    expect(failure).toBeInstanceOf(Error)
    expect(deviceFailure(failure, 'WebGPU', 'Nothing was done', program)).toMatchObject({ code: 'OUT_OF_MEMORY' })
    // The device goes on after that.
    await selfTestDevice(theDevice())
  })
})
