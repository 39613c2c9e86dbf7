import { cpus } from 'node:os'
import type { EngineId } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import type { GraphCache } from '../compiler/cache/cached'
import { deviceCacheOf, deviceCompilerFor } from '../compiler/cache/place'
import type { CompilerOptions } from '../compiler/compile'
import { compileCopy } from '../compiler/device-graphs'
import { deviceOptions } from '../compiler/device-options'
import type { Engine } from '../engine'
import { findAdapter } from '../runtime/adapters'
import { threadCount } from '../runtime/choose'
import { type Device, openDevice } from '../runtime/device'
import { selfTestDevice } from '../runtime/device-self-test'
import { openEnvironment } from '../runtime/environment'
import { builtInProviders } from '../runtime/provider-options'
import { type ProviderId, providerObstacle, providers, thisMachine } from '../runtime/providers'
import { GpuExecutor } from './gpu-executor'

/** The engines that run on one of ONNX Runtime's providers, and their names. */
const engineProviders = {
  'compiled-webgpu': { provider: 'webgpu', title: 'Compiled for the GPU (WebGPU)' },
  'compiled-cuda': { provider: 'cuda', title: 'Compiled for NVIDIA cards (CUDA)' },
  'compiled-dml': { provider: 'dml', title: 'Compiled for Windows (DirectML)' },
  'compiled-coreml': { provider: 'coreml', title: 'Compiled for Macs (Core ML)' },
} as const satisfies Partial<Record<EngineId, { readonly provider: ProviderId; readonly title: string }>>

export type ProviderEngineId = keyof typeof engineProviders

/** What stands on the other side of an engine: a machine with a device, or without. */
export interface ProviderMachine {
  /** Why the provider cannot be used, as far as it shows without trying; else what it would run on. */
  look(
    provider: ProviderId,
  ): Promise<{ readonly obstacle: string } | { readonly device: string; readonly note: string }>
  /** Throws where the device cannot be reached. */
  open(provider: ProviderId): Promise<Device>
}

const SOFTWARE_NOTE = ' The device is software that computes on the processor: slow, and meant for checks.'

/** This machine. */
export const localMachine: ProviderMachine = {
  async look(provider) {
    const { api, koffi } = await openEnvironment(threadCount())
    const obstacle = providerObstacle(provider, builtInProviders(api, koffi), thisMachine)
    if (obstacle !== null) return { obstacle }
    switch (provider) {
      case 'webgpu': {
        const search = await findAdapter()
        if (!search.found) return { obstacle: search.reason }
        const { name, software } = search.adapter
        return { device: software ? `${name}, software` : name, note: software ? SOFTWARE_NOTE : '' }
      }
      case 'cuda':
        return { device: 'the first NVIDIA card', note: '' }
      case 'dml':
        return { device: 'the GPU of Windows’ choice', note: '' }
      case 'coreml':
        return {
          device: `GPU of the ${cpus()[0]?.model.trim() ?? 'Mac'}`,
          note: ' What Core ML cannot express runs on the processor.',
        }
      case 'cpu':
        return { device: cpus()[0]?.model.trim() ?? 'processor', note: '' }
    }
  },
  // The model is the smallest there is: its session keeps the device open.
  open: (provider) => openDevice(provider, compileCopy(new Map([['x', [1]]])).model, threadCount()),
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** The first line of a message, without where in ONNX Runtime's sources it was raised. */
const firstLine = (message: string): string =>
  (message.split('\n')[0] ?? '').replace(/^.*(Failed to [^.]*|was false\. )/, '$1').trim()

/** Programs compiled to ONNX and run by one of ONNX Runtime's providers, the state kept on its device. */
export function providerEngine(
  id: ProviderEngineId,
  machine: ProviderMachine = localMachine,
  options?: CompilerOptions,
  cacheOf: (device: Device) => GraphCache | undefined = deviceCacheOf,
): Engine {
  const { provider, title } = engineProviders[id]
  const name = providers[provider].title

  async function probe(): Promise<{ available: boolean; checksOnly?: boolean; device: string; reason: string }> {
    const none = 'no device'
    try {
      const found = await machine.look(provider)
      if ('obstacle' in found) return { available: false, device: none, reason: found.obstacle }
      const device = await machine.open(provider)
      try {
        await selfTestDevice(device)
        const reason = `ONNX Runtime ${device.version} with ${name} passed its self-test.${found.note}`
        return { available: true, checksOnly: found.note === SOFTWARE_NOTE, device: found.device, reason }
      } finally {
        device.close()
      }
    } catch (cause) {
      const reason = `${name} cannot be used here: ${firstLine(messageOf(cause))}.`.replace(/\.+$/, '.')
      return { available: false, device: none, reason: `${reason} A newer driver of the GPU may help.` }
    }
  }

  let passed: ReturnType<typeof probe> | undefined
  /** Looks again as long as it was not available, because a driver can be installed meanwhile. */
  async function status() {
    passed ??= probe()
    const result = await passed
    if (!result.available) passed = undefined
    return { id, title, ...result }
  }

  return {
    id,
    status,
    async prepare(program, state, onPhase = () => undefined) {
      const { available, reason } = await status()
      if (!available) {
        throw new StudioError('ENGINE_UNAVAILABLE', reason, {
          safe: 'Nothing was started or changed.',
          next: 'Choose another engine.',
        })
      }
      const device = await machine.open(provider)
      const compiler = deviceCompilerFor(program, options ?? deviceOptions[provider], cacheOf(device))
      return GpuExecutor.prepare(program, state, device, compiler, onPhase)
    },
  }
}
