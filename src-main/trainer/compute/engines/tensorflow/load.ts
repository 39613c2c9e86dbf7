import Module, { createRequire } from 'node:module'
import { join } from 'node:path'
import util from 'node:util'
// Methods of tensors that tfjs-node's kernel of PReLU calls.
import '@tensorflow/tfjs-core/dist/public/chained_ops/add'
import '@tensorflow/tfjs-core/dist/public/chained_ops/mul'
import '@tensorflow/tfjs-core/dist/public/chained_ops/sub'
import * as core from '@tensorflow/tfjs-core'
import { threadCount } from '../../runtime/choose'
import { registerConvolutions } from './convolutions'
import type { Installation } from './installation'
import { BackendModule, NativeBinding, type TensorFlowBackend } from './native'

/** Name of the tfjs backend that runs on TensorFlow; tfjs-node's kernels are registered for it. */
export const BACKEND = 'tensorflow'

/** What tfjs-node imports where this program uses tfjs-core. */
const coreNames = ['@tensorflow/tfjs', '@tensorflow/tfjs-core']

/**
 * tfjs-core as tfjs-node's kernels get it. They are compiled to classes of 2015's kind, which call their superclass as a
 * function, and that the class of today refuses.
 */
const coreForKernels = { ...core, KernelBackend: new Proxy(core.KernelBackend, { apply: () => undefined }) }

/**
 * The environment that TensorFlow reads when it starts. Growth: else it takes a GPU's whole memory. Deterministic: the
 * same seed shall give the same bits.
 */
export const environment = (threads: number): Readonly<Record<string, string>> => ({
  TF_CPP_MIN_LOG_LEVEL: '2',
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: '1',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  TF_CUDNN_DETERMINISTIC: '1',
})

/** Node 23 removed this function, which tfjs-node 4.22 calls. */
function restoreRemovedFunctions(): void {
  if ('isNullOrUndefined' in util) return
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined })
}

/**
 * Runs `body` while the modules `names`, as `require` finds them, are `content`. That is how tfjs-node's kernels get the
 * tfjs-core that this program is bundled with, instead of loading a second one beside it.
 */
function inPlaceOf<T>(load: NodeJS.Require, names: readonly string[], content: unknown, body: () => T): T {
  const before = names.map((name) => {
    const file = load.resolve(name)
    return { file, module: load.cache[file] }
  })
  for (const { file } of before) {
    load.cache[file] = Object.assign(new Module(file), { exports: content, filename: file, loaded: true })
  }
  try {
    return body()
  } finally {
    for (const { file, module } of before) {
      if (module === undefined) delete load.cache[file]
      else load.cache[file] = module
    }
  }
}

/** As tfjs's backends do, it belongs to the process. */
let loaded: TensorFlowBackend | undefined

/**
 * Loads TensorFlow into this process and registers its tfjs backend, once. A library that the machine cannot run may end
 * the process: probe it first.
 * @throws Error where something is missing or does not fit
 */
export function loadTensorFlow({ package: { name, folder }, binding: file }: Installation): TensorFlowBackend {
  if (loaded !== undefined) return loaded
  restoreRemovedFunctions()
  for (const [variable, value] of Object.entries(environment(threadCount()))) process.env[variable] ??= value
  const load = createRequire(join(folder, 'package.json'))
  const { NodeJSKernelBackend } = inPlaceOf(load, coreNames, coreForKernels, () => {
    load('./dist/register_all_kernels.js')
    return BackendModule.parse(load('./dist/nodejs_kernel_backend.js'))
  })
  const backend: TensorFlowBackend = new NodeJSKernelBackend(NativeBinding.parse(load(file)), name)
  registerConvolutions(BACKEND, backend)
  core.registerBackend(BACKEND, () => backend)
  loaded = backend
  return backend
}
