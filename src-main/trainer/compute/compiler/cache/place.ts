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
 * The cache of this process for models of one runtime. None where main named no folder, and none in sources that run unbuilt:
 * they change without notice.
 */
export function graphCacheOf(runtime: Runtime): GraphCache | undefined {
  const folder = process.env[FOLDER]
  if (folder === undefined || folder === '' || buildMark === '') return undefined
  const target = `${platform()} ${arch()}, ${cpus()[0]?.model ?? 'unknown'}, ONNX Runtime ${runtime.version}`
  const optimise = runtime.optimise?.bind(runtime)
  return { store: new GraphStore(folder), build: buildMark, target, ...(optimise === undefined ? {} : { optimise }) }
}

/** The compiler for a program: through the cache where there is one and the program can be found again. */
export function compilerFor({ identity }: Program, options: CompilerOptions, cache: GraphCache | undefined): Compiler {
  const compiler = compilerOf(options)
  return identity === undefined || cache === undefined ? compiler : cachedCompiler(compiler, identity, options, cache)
}
