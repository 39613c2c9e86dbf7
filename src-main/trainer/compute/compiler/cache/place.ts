import { readFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { buildMark } from '../../../build-mark'
import type { Program } from '../../engine'
import type { Device } from '../../runtime/device'
import type { Runtime } from '../../runtime/runtime'
import { type Compiler, type CompilerOptions, compilerOf } from '../compile'
import { type DeviceCompiler, deviceCompilerOf } from '../device-graphs'
import { cachedCompiler, cachedDeviceCompiler, type GraphCache } from './cached'
import { GraphStore } from './store'

/** The environment variable in which main names the folder of compiled graphs to its trainer processes. */
const FOLDER = 'GAN_STUDIO_GRAPHS'

/**
 * What the processor can do, where the system tells: virtual machines give different processors one name, and the runtime lays
 * convolutions out for their vector units.
 */
function processorFeatures(): string {
  try {
    return /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}

/** The cache of this process for models of one target. None where main named no folder, and none in sources that run unbuilt: they change without notice. */
function cacheFor(target: string): GraphCache | undefined {
  const folder = process.env[FOLDER]
  if (folder === undefined || folder === '' || buildMark === '') return undefined
  return { store: new GraphStore(folder), build: buildMark, target }
}

/** The cache for models of one runtime on the processor; undefined where nothing is kept. */
export function graphCacheOf(runtime: Runtime): GraphCache | undefined {
  const processor = `${cpus()[0]?.model ?? 'unknown'} (${processorFeatures()})`
  const target = `${platform()} ${arch()}, ${processor}, ONNX Runtime ${runtime.version}`
  const optimise = runtime.optimise?.bind(runtime)
  const cache = cacheFor(target)
  return cache === undefined || optimise === undefined ? cache : { ...cache, optimise }
}

/** The cache for models of a device, which rewrites none before it loads it; undefined where nothing is kept. */
export const deviceCacheOf = ({ provider, version }: Pick<Device, 'provider' | 'version'>): GraphCache | undefined =>
  cacheFor(`${provider}, ONNX Runtime ${version}`)

/** The compiler for a program: through the cache where there is one and the program can be found again. */
export function compilerFor({ identity }: Program, options: CompilerOptions, cache: GraphCache | undefined): Compiler {
  const compiler = compilerOf(options)
  return identity === undefined || cache === undefined ? compiler : cachedCompiler(compiler, identity, options, cache)
}

/** The same for a device. */
export function deviceCompilerFor(
  { identity }: Program,
  options: CompilerOptions,
  cache: GraphCache | undefined,
): DeviceCompiler {
  const compiler = deviceCompilerOf(options)
  return identity === undefined || cache === undefined
    ? compiler
    : cachedDeviceCompiler(compiler, identity, options, cache)
}
