import type { LibraryHandle } from 'koffi'
import { loadKoffi } from './koffi'
import { libraryPath } from './library'
import { nativeLog } from './native-log'
import { type OrtApi, openApi, type Pointer, type PointerOut } from './ort-api'
import { refuseTelemetry } from './telemetry'

/** OrtLoggingLevel: errors only. */
export const LOG_ERRORS = 3
/** OrtAllocatorType. */
const NO_ARENA = 0
const ARENA = 1

/** Everything that is made once a process. The library handle is kept: koffi unloads what nothing refers to. */
export interface Environment {
  readonly koffi: typeof import('koffi')
  readonly library: LibraryHandle
  readonly api: OrtApi
  readonly env: Pointer
  readonly memory: Pointer
  readonly threads: number
}

/** Throws the error of a call, if it made one. */
export function check(api: OrtApi, status: Pointer): void {
  if (!status) return
  const message = api.getErrorMessage(status)
  api.releaseStatus(status)
  throw new Error(message)
}

/** The pointer that a call writes. */
export function pointerOf(api: OrtApi, call: (out: PointerOut) => Pointer): Pointer {
  const out = new BigUint64Array(1)
  check(api, call(out))
  return out[0] ?? null
}

async function open(threads: number): Promise<Environment> {
  refuseTelemetry()
  const koffi = await loadKoffi()
  const library = koffi.load(libraryPath())
  const api = openApi(koffi, library)
  const options = pointerOf(api, (out) => api.createThreadingOptions(out))
  try {
    // For what GPU sessions leave to the processor. Sessions of the processor have pools of their own, which sleep between runs.
    check(api, api.setGlobalIntraOpNumThreads(options, threads))
    const logger = koffi.register(
      (...[, , , , , message]: readonly unknown[]) => nativeLog.add(String(message)),
      koffi.pointer(koffi.proto('void', ['void *', 'int', 'str', 'str', 'str', 'str'])),
    )
    const env = pointerOf(api, (out) =>
      api.createEnvWithLoggerAndGlobalThreadPools(logger, null, LOG_ERRORS, 'gan-studio', options, out),
    )
    check(api, api.disableTelemetryEvents(env))
    // One arena for all sessions: their intermediate results are seldom needed at the same time.
    check(
      api,
      api.createAndRegisterAllocator(
        env,
        pointerOf(api, (out) => api.createCpuMemoryInfo(ARENA, 0, out)),
        null,
      ),
    )
    const memory = pointerOf(api, (out) => api.createCpuMemoryInfo(NO_ARENA, 0, out))
    return { koffi, library, api, env, memory, threads }
  } finally {
    api.releaseThreadingOptions(options)
  }
}

let environment: Promise<Environment> | undefined

/** There is one environment a process, so the first call decides the number of threads. */
export function openEnvironment(threads: number): Promise<Environment> {
  environment ??= open(threads)
  return environment
}

/** A call that runs on another thread. */
export const onThread = (
  api: OrtApi,
  start: (done: (error: unknown, status: Pointer) => void) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    start((error, status) => {
      try {
        if (error) throw error
        check(api, status)
        resolve()
      } catch (cause) {
        reject(cause)
      }
    })
  })
