import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { libraryPath } from './library'

/** How a provider is added to the options of a session. */
export type Registration =
  /** By its name, with options. */
  | { readonly by: 'name'; readonly name: string; readonly options: Readonly<Record<string, string>> }
  /** CUDA has a call of its own, because it is loaded from libraries of its own. */
  | { readonly by: 'cuda'; readonly options: Readonly<Record<string, string>> }
  /** It is always there. */
  | { readonly by: 'default' }

/** One of ONNX Runtime's execution providers: what runs the operations of a model. */
export interface Provider {
  readonly title: string
  /** Its name in ONNX Runtime's list of what was built into the library. */
  readonly builtIn: string
  readonly registration: Registration
  /** ONNX Runtime's name for the memory that its tensors lie in; null for the processor's own. */
  readonly memory: string | null
  /** Whether operations that it lacks may run on the processor instead. */
  readonly fallback: boolean
}

export type ProviderId = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml'

export const providers: Readonly<Record<ProviderId, Provider>> = {
  cpu: {
    title: 'the processor',
    builtIn: 'CPUExecutionProvider',
    registration: { by: 'default' },
    memory: null,
    fallback: true,
  },
  webgpu: {
    title: 'WebGPU',
    builtIn: 'WebGpuExecutionProvider',
    registration: { by: 'name', name: 'WebGPU', options: { powerPreference: 'high-performance' } },
    memory: 'WebGPU_Buffer',
    fallback: false,
  },
  cuda: {
    title: 'CUDA',
    builtIn: 'CUDAExecutionProvider',
    // TF32 keeps 10 of 23 bits: losses would differ between engines in the third digit.
    registration: { by: 'cuda', options: { device_id: '0', use_tf32: '0' } },
    memory: 'Cuda',
    fallback: false,
  },
  dml: {
    title: 'DirectML',
    builtIn: 'DmlExecutionProvider',
    registration: {
      by: 'name',
      name: 'DML',
      options: { performance_preference: 'high_performance', device_filter: 'gpu' },
    },
    memory: 'DML',
    fallback: false,
  },
  coreml: {
    title: 'Core ML',
    builtIn: 'CoreMLExecutionProvider',
    registration: {
      by: 'name',
      name: 'CoreML',
      options: { ModelFormat: 'MLProgram', MLComputeUnits: 'CPUAndGPU', RequireStaticInputShapes: '1' },
    },
    // Core ML takes and gives tensors in the processor's memory, which Apple's GPUs share.
    memory: null,
    fallback: true,
  },
}

/** Where a studio runs. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly arch: string
  /** Whether a file lies beside ONNX Runtime's library. */
  besideLibrary(fileName: string): boolean
}

/** This machine. */
export const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  besideLibrary(fileName) {
    try {
      return existsSync(join(dirname(libraryPath()), fileName))
    } catch {
      return false
    }
  },
}

const cudaLibraries: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'],
  win32: ['onnxruntime_providers_shared.dll', 'onnxruntime_providers_cuda.dll'],
}

const where = ({ platform, arch }: Machine): string => `${platform} ${arch}`

function cudaObstacle(machine: Machine, built: boolean): string | null {
  const libraries = cudaLibraries[machine.platform]
  if (libraries === undefined) return 'CUDA is for NVIDIA cards in Linux and Windows.'
  const missing = libraries.filter((name) => !machine.besideLibrary(name))
  const instead = 'WebGPU reaches NVIDIA cards without it.'
  if (!built || (missing.length > 0 && (machine.platform !== 'linux' || machine.arch !== 'x64'))) {
    return `The ONNX Runtime in this studio has no CUDA for ${where(machine)}. ${instead}`
  }
  if (missing.length === 0) return null
  return (
    `CUDA’s part of ONNX Runtime is missing (${missing.join(', ')}); installing the studio does not fetch it. With CUDA 12 and ` +
    'cuDNN 9 installed, “node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12” in the ' +
    `studio’s folder does. ${instead}`
  )
}

/**
 * Why a provider cannot be used, as far as it shows without trying; null where nothing speaks against it.
 * @param built the providers that ONNX Runtime's library says it has
 */
export function providerObstacle(id: ProviderId, built: readonly string[], machine: Machine): string | null {
  const { title, builtIn } = providers[id]
  const has = built.includes(builtIn)
  switch (id) {
    case 'cpu':
      return null
    case 'webgpu':
      return has ? null : `The ONNX Runtime in this studio has no WebGPU for ${where(machine)}.`
    case 'cuda':
      return cudaObstacle(machine, has)
    case 'dml':
      if (machine.platform !== 'win32') return `${title} is a part of Windows.`
      return has ? null : `The ONNX Runtime in this studio has no ${title} for ${where(machine)}.`
    case 'coreml':
      if (machine.platform !== 'darwin') return `${title} is a part of macOS.`
      return has ? null : `The ONNX Runtime in this studio has no ${title} for ${where(machine)}.`
  }
}
