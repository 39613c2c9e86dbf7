import { StudioError, toStoredFailure } from '@shared/contract/errors'
import { describe, expect, it } from 'vitest'
import { deviceFailure } from '../../../../../src-main/trainer/compute/engines/device-failures'
import { GpuExecutor } from '../../../../../src-main/trainer/compute/engines/gpu-executor'
import { localMachine } from '../../../../../src-main/trainer/compute/engines/provider-engine'
import type { Device, DeviceModel } from '../../../../../src-main/trainer/compute/runtime/device'
import { buildProgram } from '../../../../../src-main/trainer/program/build'
import { onProcessor, withoutDevice } from '../../../../support/provider-engines'
import { tinyConfig } from '../../../../support/tiny-run'
import { fillFeeds, stateFor } from './agreement'

const program = buildProgram(tinyConfig)
const state = stateFor(program)
const providerIds = ['compiled-webgpu', 'compiled-cuda', 'compiled-dml', 'compiled-coreml'] as const

/** A device that fails as long as `failing` says so. */
function unreliable(device: Device, failing: () => string | null): Device {
  const check = () => {
    const message = failing()
    if (message !== null) throw new Error(message)
  }
  return {
    provider: device.provider,
    version: device.version,
    allocate: (shapes) => device.allocate(shapes),
    host: (values, shape) => device.host(values, shape),
    free: (values) => device.free(values),
    async load(model) {
      const loaded: DeviceModel = await device.load(model)
      return {
        async run(inputs, outputs) {
          check()
          await loaded.run(inputs, outputs)
        },
        forget: () => loaded.forget(),
        release: () => loaded.release(),
      }
    },
    close: () => device.close(),
  }
}

describe.each(providerIds)('%s', (id) => {
  it('says why it cannot be used, and refuses to prepare with the same reason', async () => {
    const engine = withoutDevice(id)
    expect(await engine.status()).toMatchObject({ id, available: false, reason: 'There is no GPU.' })
    await expect(engine.prepare(program, state)).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: 'There is no GPU.',
    })
  })

  it('says what failed where a device is there and does not work', async () => {
    const engine = withoutDevice(id, async () => {
      throw new Error('adapter_result.status was false. Failed to get an adapter: No supported adapters\n\n')
    })
    const { available, reason } = await engine.status()
    expect(available).toBe(false)
    expect(reason).toMatch(/cannot be used here: Failed to get an adapter: No supported adapters\. A newer driver/)
  })
})

it('looks again where a device was missing, and not where it works', async () => {
  let found = false
  let opened = 0
  const engine = withoutDevice('compiled-cuda', async () => {
    opened++
    if (!found) throw new Error('no driver')
    return localMachine.open('cpu')
  })
  expect((await engine.status()).available).toBe(false)
  found = true
  expect((await engine.status()).available).toBe(true)
  expect((await engine.status()).available).toBe(true)
  expect(opened).toBe(2)
})

it('is not available where the device gives wrong answers', async () => {
  const engine = onProcessor((device) => ({
    ...unreliable(device, () => null),
    load: async () => ({ run: async () => undefined, forget: () => undefined, release: () => undefined }),
  }))
  expect(await engine.status()).toMatchObject({ available: false, reason: expect.stringContaining('known answer') })
})

it.each(providerIds)('%s runs the executor of GPUs', async (id) => {
  const executor = await withoutDevice(id, () => localMachine.open('cpu')).prepare(program, state)
  expect(executor).toBeInstanceOf(GpuExecutor)
  executor.dispose()
})

describe('a device that fails during a run', () => {
  it('ends in a typed error and leaves the state as it was before the step', async () => {
    let message: string | null = null
    const engine = onProcessor((device) => unreliable(device, () => message))
    const executor = await engine.prepare(program, state)
    fillFeeds(executor, 'discriminator')
    const before = await executor.snapshot()
    message = 'WebGPU device lost (1): the driver was reset'
    await expect(executor.run('discriminator')).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('the GPU was lost'),
    })
    await expect(executor.snapshot()).rejects.toBeInstanceOf(StudioError)
    message = null
    expect(await executor.snapshot()).toEqual(before)
    executor.dispose()
  })

  it('frees what it has when it cannot be prepared', async () => {
    let closed = 0
    let armed = false
    const engine = onProcessor((device) => {
      const failing = unreliable(device, () => (armed ? 'out of memory' : null))
      return {
        ...failing,
        close() {
          closed++
          device.close()
        },
      }
    })
    expect((await engine.status()).available).toBe(true)
    armed = true
    await expect(engine.prepare(program, state)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' })
    expect(closed).toBe(2)
  })
})

describe('deviceFailure', () => {
  const failure = (message: string) =>
    toStoredFailure(deviceFailure(new Error(message), 'WebGPU', 'The update failed', program))

  it.each([
    'WebGPU device error(3): Allocation size too large',
    'WebGPU device error(2): Buffer size (2800000000) exceeds the max buffer size limit (1073741824).',
    'CUDA failure 2: out of memory ; GPU=0',
    'Exception(3) 8007000E Not enough memory resources are available. 0x8007000E',
    'Failed to allocate memory for requested buffer of size 1000',
  ])('is OUT_OF_MEMORY with a smaller batch: %s', (message) => {
    expect(failure(message)).toMatchObject({ code: 'OUT_OF_MEMORY', details: message })
  })

  it('names the batch that would fit, by what the device says or else by half', () => {
    const { batchSize } = tinyConfig
    const next = (message: string) => failure(message).next
    expect(next('out of memory')).toContain(`a batch of ${batchSize / 2} or less`)
    expect(next('Buffer size (4000) exceeds the max buffer size limit (1000).')).toContain(
      `a batch of ${batchSize / 4} or less`,
    )
    expect(next('Buffer size (99000) exceeds the max buffer size limit (1000).')).toContain('smaller networks')
  })

  it.each(['WebGPU device lost (2): reset', 'VK_ERROR_DEVICE_LOST', 'DXGI_ERROR_DEVICE_REMOVED 0x887A0005'])(
    'is a lost GPU: %s',
    (message) => {
      expect(failure(message)).toMatchObject({
        code: 'ENGINE_UNAVAILABLE',
        message: expect.stringContaining('lost'),
        next: expect.stringContaining('another engine'),
      })
    },
  )

  it('is an engine that failed, for everything else; a StudioError stays one', () => {
    expect(failure('Non-zero status code')).toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      details: 'Non-zero status code',
    })
    const own = new StudioError('CHECKPOINT_DAMAGED', 'x', { safe: 'y', next: 'z' })
    expect(deviceFailure(own, 'WebGPU', 'w', program)).toBe(own)
  })
})
