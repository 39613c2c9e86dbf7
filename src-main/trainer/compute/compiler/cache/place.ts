import { readFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { buildMark } from '../../../build-mark'
import type { Program } from '../../engine'
import type { Runtime } from '../../runtime/runtime'
import { type Compiler, type CompilerOptions, compilerOf } from '../compile'
import { cachedCompiler, type GraphCache } from './cached'
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

/**
 * The cache of this process for models of one runtime. None where main named no folder, and none in sources that run unbuilt:
 * they change without notice.
 */
export function graphCacheOf(runtime: Runtime): GraphCache | undefined {
  const folder = process.env[FOLDER]
  if (folder === undefined || folder === '' || buildMark === '') return undefined
  const processor = `${cpus()[0]?.model ?? 'unknown'} (${processorFeatures()})`
  const target = `${platform()} ${arch()}, ${processor}, ONNX Runtime ${runtime.version}`
  const optimise = runtime.optimise?.bind(runtime)
  return { store: new GraphStore(folder), build: buildMark, target, ...(optimise === undefined ? {} : { optimise }) }
}

/** The compiler for a program: through the cache where there is one and the program can be found again. */
export function compilerFor({ identity }: Program, options: CompilerOptions, cache: GraphCache | undefined): Compiler {
  const compiler = compilerOf(options)
  return identity === undefined || cache === undefined ? compiler : cachedCompiler(compiler, identity, options, cache)
}
