import { cpus } from 'node:os'
import type { EngineStatus } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import type { Engine } from '../../engine'
import { threadCount } from '../../runtime/choose'
import { EagerExecutor } from '../eager/executor'
import { nvidiaCards } from './device'
import { type Found, findTensorFlow, type Installation } from './installation'
import { BACKEND, environment, loadTensorFlow } from './load'
import type { TensorFlowBackend } from './native'
import { nativeRules } from './native-rules'
import { type Probed, probeTensorFlow } from './probe'

/** What the engine asks of its machine. */
export interface TensorFlowTools {
  /** Looks for an installation without loading it. */
  readonly find: () => Found
  /** Tries a binding in another process. */
  readonly probe: (binding: string) => Promise<Probed>
  /** Names of NVIDIA cards. */
  readonly cards: () => readonly string[]
}

type Usable = { readonly installation: Installation; readonly probed: Extract<Probed, { state: 'works' }> }

const tools: TensorFlowTools = {
  find: findTensorFlow,
  probe: (binding) => probeTensorFlow(binding, environment(threadCount())),
  cards: nvidiaCards,
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** A failure of TensorFlow as a StudioError. */
function failure(cause: unknown, what: string): unknown {
  if (cause instanceof StudioError || cause instanceof RangeError) return cause
  const details = messageOf(cause)
  if (/OOM|out of memory|failed to allocate|allocat/i.test(details)) {
    return new StudioError('OUT_OF_MEMORY', `${what}: the memory of the device is not enough.`, {
      safe: 'All checkpoints are kept.',
      next: 'Choose a smaller batch or smaller networks, or close other programs; then resume.',
      details,
    })
  }
  return new StudioError('ENGINE_UNAVAILABLE', `${what}: TensorFlow failed.`, {
    safe: 'All checkpoints are kept.',
    next: 'Resume on another engine.',
    details,
  })
}

const unavailable = (reason: string, details?: string) =>
  new StudioError('ENGINE_UNAVAILABLE', reason, {
    safe: 'Nothing was started or changed.',
    next: 'Choose another engine, or set TensorFlow up.',
    ...(details === undefined ? {} : { details }),
  })

/** TensorFlow in this process. @throws StudioError `ENGINE_UNAVAILABLE` */
function loaded(installation: Installation): TensorFlowBackend {
  try {
    return loadTensorFlow(installation)
  } catch (cause) {
    throw unavailable('TensorFlow could not be loaded into the trainer.', messageOf(cause))
  }
}

const processor = (): string => {
  const threads = threadCount()
  return `${cpus()[0]?.model.trim() ?? 'processor'}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
}

/** What a person should know of TensorFlow that works. */
function reasonOf({ version, gpu, complaint }: Usable['probed'], cards: readonly string[]): string {
  const passed = `TensorFlow ${version} passed its self-test on the ${gpu ? 'GPU' : 'processor'}.`
  if (gpu || cards.length === 0) return passed
  const why = complaint === null ? 'this TensorFlow library is one for processors' : complaint
  return `${passed} It does not use the ${cards[0]}: ${why}. “npm run setup:tensorflow -- --gpu” fetches TensorFlow with CUDA 12.`
}

/**
 * tfjs run eagerly on TensorFlow through tfjs-node's kernels. TensorFlow is tried in a process of its own and loaded into
 * this one when a program is first prepared.
 */
export function tensorFlowEngine({ find, probe, cards }: TensorFlowTools = tools): Engine {
  let usable: Promise<Usable | string> | undefined

  async function examine(): Promise<Usable | string> {
    const found = find()
    if (found.state === 'missing') return found.reason
    const probed = await probe(found.installation.binding)
    return probed.state === 'works' ? { installation: found.installation, probed } : probed.reason
  }

  /** Only what works is remembered: a set-up may be made good while the studio runs. */
  async function examined(): Promise<Usable | string> {
    usable ??= examine()
    const result = await usable
    if (typeof result === 'string') usable = undefined
    return result
  }

  return {
    id: 'tensorflow',
    async status(): Promise<EngineStatus> {
      const found = await examined()
      const common = { id: 'tensorflow', title: 'TensorFlow' } as const
      if (typeof found === 'string') return { ...common, available: false, device: processor(), reason: found }
      const names = cards()
      const device = found.probed.gpu ? (names[0] ?? 'GPU') : processor()
      return { ...common, available: true, device, reason: reasonOf(found.probed, names) }
    },
    async prepare(program, state, onPhase = () => undefined) {
      const found = await examined()
      if (typeof found === 'string') throw unavailable(found)
      onPhase('Loading TensorFlow')
      const backend = loaded(found.installation)
      onPhase('Preparing the networks')
      return new EagerExecutor(program, { name: BACKEND, rules: nativeRules(backend), failure }, state)
    },
  }
}
