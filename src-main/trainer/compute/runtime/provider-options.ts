import { check, pointerOf } from './environment'
import type { OrtApi, Pointer } from './ort-api'
import type { Registration } from './providers'

/** Adds a provider to the options of a session. Throws where the library lacks it or cannot load what it needs. */
export function appendProvider(api: OrtApi, options: Pointer, registration: Registration): void {
  switch (registration.by) {
    case 'default':
      return
    case 'name': {
      const keys = Object.keys(registration.options)
      const values = Object.values(registration.options)
      check(api, api.appendExecutionProvider(options, registration.name, keys, values, keys.length))
      return
    }
    case 'cuda': {
      const keys = Object.keys(registration.options)
      const values = Object.values(registration.options)
      const cuda = pointerOf(api, (out) => api.createCudaProviderOptions(out))
      try {
        check(api, api.updateCudaProviderOptions(cuda, keys, values, keys.length))
        check(api, api.appendCudaExecutionProvider(options, cuda))
      } finally {
        api.releaseCudaProviderOptions(cuda)
      }
      return
    }
  }
}

/** The providers that were built into the library, as ONNX Runtime names them. */
export function builtInProviders(api: OrtApi, koffi: typeof import('koffi')): string[] {
  const count = new Int32Array(1)
  const names = pointerOf(api, (out) => api.getAvailableProviders(out, count))
  try {
    return Array.from({ length: count[0] ?? 0 }, (_, i): string => koffi.decode(names, i * 8, 'str'))
  } finally {
    api.releaseAvailableProviders(names, count[0] ?? 0)
  }
}
