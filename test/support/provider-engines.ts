import type { GraphCache } from '../../src-main/trainer/compute/compiler/cache/cached'
import type { Engine } from '../../src-main/trainer/compute/engine'
import {
  localMachine,
  type ProviderEngineId,
  type ProviderMachine,
  providerEngine,
} from '../../src-main/trainer/compute/engines/provider-engine'
import type { Device } from '../../src-main/trainer/compute/runtime/device'

/** The engine for GPUs, with the processor as the device: it runs everywhere. */
export const onProcessor = (change: (device: Device) => Device = (device) => device, cache?: GraphCache): Engine =>
  providerEngine(
    'compiled-webgpu',
    {
      look: async () => ({ device: 'the processor', note: '' }),
      open: async () => change(await localMachine.open('cpu')),
    },
    undefined,
    () => cache,
  )

/** An engine on a machine that has nothing for it. */
export const withoutDevice = (id: ProviderEngineId, open?: ProviderMachine['open']): Engine =>
  providerEngine(
    id,
    open === undefined
      ? {
          look: async () => ({ obstacle: 'There is no GPU.' }),
          open: async () => {
            throw new Error('nothing to open')
          },
        }
      : { look: async () => ({ device: 'a broken GPU', note: '' }), open },
  )
