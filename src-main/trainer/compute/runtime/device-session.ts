import { check, type Environment, LOG_ERRORS, onThread, pointerOf } from './environment'
import { nativeLog } from './native-log'
import type { Pointer } from './ort-api'
import { appendProvider } from './provider-options'
import { type ProviderId, providers } from './providers'

const OPTIMISE_ALL = 99
/** OrtLoggingLevel: everything. */
const LOG_ALL = 0

/** ONNX Runtime's name for the provider that takes what no other can. */
const LAST_RESORT = 'CPUExecutionProvider'

interface Settings {
  readonly logLevel: number
  /** Whether operations that the provider lacks may run on the processor. */
  readonly fallback: boolean
}

async function create(
  environment: Environment,
  id: ProviderId,
  model: Uint8Array,
  settings: Settings,
): Promise<Pointer> {
  const { api, env } = environment
  const options = pointerOf(api, (out) => api.createSessionOptions(out))
  try {
    check(api, api.disablePerSessionThreads(options))
    check(api, api.setSessionGraphOptimizationLevel(options, OPTIMISE_ALL))
    check(api, api.setSessionLogSeverityLevel(options, settings.logLevel))
    // GPU tensors cannot be parts of one large buffer.
    check(api, api.disableMemPattern(options))
    if (!settings.fallback) check(api, api.addSessionConfigEntry(options, 'session.disable_cpu_ep_fallback', '1'))
    appendProvider(api, options, providers[id].registration)
    const out = new BigUint64Array(1)
    await onThread(api, (done) => api.createSessionFromArray.async(env, model, model.byteLength, options, out, done))
    return out[0] ?? null
  } finally {
    api.releaseSessionOptions(options)
  }
}

/** The kinds of operations that were placed on the processor, from what ONNX Runtime logs of where it placed each node. */
export function placedOnProcessor(log: readonly string[]): string[] {
  const found = new Set<string>()
  let provider = ''
  for (const line of log) {
    const [, placed] = /placed on \[(\w+)\]/.exec(line) ?? []
    const [, operation] = /^ {2}(\w+) \(.*\)\s*$/.exec(line) ?? []
    if (placed !== undefined) provider = placed
    else if (operation === undefined) provider = ''
    else if (provider === LAST_RESORT) found.add(operation)
  }
  return [...found].sort()
}

/** Loads a model once more, only to learn which operations the provider lacks. */
async function missingOperations(environment: Environment, id: ProviderId, model: Uint8Array): Promise<string[]> {
  const log: string[] = []
  const session = await nativeLog.during(
    (message) => log.push(message),
    () => create(environment, id, model, { logLevel: LOG_ALL, fallback: true }),
  )
  environment.api.releaseSession(session)
  return placedOnProcessor(log)
}

/**
 * A session on a provider. Throws what ONNX Runtime says; where the provider lacks operations and may not leave them to the
 * processor, it says which.
 */
export async function createDeviceSession(
  environment: Environment,
  id: ProviderId,
  model: Uint8Array,
): Promise<Pointer> {
  const { fallback, title } = providers[id]
  try {
    return await create(environment, id, model, { logLevel: LOG_ERRORS, fallback })
  } catch (cause) {
    if (!(cause instanceof Error) || !cause.message.includes('fallback to CPU EP has been explicitly disabled'))
      throw cause
    const missing = await missingOperations(environment, id, model)
    throw new Error(`${title} lacks ${missing.length === 0 ? 'all of its operations' : missing.join(', ')}`, { cause })
  }
}
