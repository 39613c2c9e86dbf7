import { afterAll, beforeAll, test } from 'vitest'
import { localMachine } from '../../src-main/trainer/compute/engines/provider-engine'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import type { Device } from '../../src-main/trainer/compute/runtime/device'
import { smallPresets } from '../support/small-presets'
import { useSoftwareGpu } from '../support/software-gpu'
import { expectAgreement } from './agreement'

const engine = engines['compiled-webgpu']
const leader = engines['compiled-cpu']
/** Held open, so that every shader is compiled once. */
const opened: Device[] = []

beforeAll(async () => {
  await useSoftwareGpu()
  opened.push(await localMachine.open('webgpu'))
})
afterAll(() => {
  for (const device of opened) device.close()
})

test.each(smallPresets().map(({ id, config }) => [id, config] as const))(
  'the engine for GPUs agrees with the reference: %s',
  (_id, config) =>
    expectAgreement(config, async () => [
      // Takes the steps, for which the GPU would need other shaders.
      {
        name: leader.id,
        close: { loss: 1e-5, gradient: 1e-4, kink: 1e-5 },
        prepare: (program, state) => leader.prepare(program, state),
      },
      {
        name: engine.id,
        close: { loss: 1e-4, gradient: 1e-3, kink: 1e-4 },
        prepare: (program, state) => engine.prepare(program, state),
      },
    ]),
)
