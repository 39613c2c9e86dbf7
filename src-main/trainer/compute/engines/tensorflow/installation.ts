import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** The npm packages whose kernels run on TensorFlow; they have the same sources. */
const packageNames = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const

/** Where such a package puts the binding that it downloads itself. */
const ownBinding = 'lib/napi-v8/tfjs_binding.node'

const setUp = 'npm run setup:tensorflow'

/** An installed npm package. */
export interface InstalledPackage {
  readonly name: string
  readonly version: string
  readonly folder: string
}

/** TensorFlow as it is installed for the studio. */
export interface Installation {
  /** The npm package whose kernels run on it. */
  readonly package: InstalledPackage
  /** File of the Node-API binding. */
  readonly binding: string
}

/** What the search for TensorFlow found; `reason` says what to do where it found nothing. */
export type Found =
  | { readonly state: 'installed'; readonly installation: Installation }
  | { readonly state: 'missing'; readonly reason: string }

/** What `npm run setup:tensorflow` writes beside the binding that it built. */
const SetUp = z.object({
  version: z.literal(1),
  /** Version of the package whose C++ it built. */
  sources: z.string(),
  /** File of the binding. */
  binding: z.string(),
})

const PackageFile = z.object({ name: z.string(), version: z.string() })

/** Folder for what may be made again at any time; the scripts use the same. */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = env['HOME'] ?? homedir()
  if (platform === 'darwin') return join(home, 'Library/Caches/gan-studio')
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData/Local'), 'gan-studio/Cache')
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'gan-studio')
}

/** File in which the set-up notes what it made, below the cache folder. */
export const setUpFile = join('tensorflow', 'setup.json')

/** The packages that are installed beside this program. */
export function installedPackages(): InstalledPackage[] {
  const require = createRequire(import.meta.url)
  return packageNames.flatMap((name) => {
    try {
      const file = require.resolve(`${name}/package.json`)
      return [{ ...PackageFile.parse(JSON.parse(readFileSync(file, 'utf8'))), folder: dirname(file) }]
    } catch {
      return []
    }
  })
}

function readSetUp(cache: string): z.infer<typeof SetUp> | undefined {
  try {
    return SetUp.parse(JSON.parse(readFileSync(join(cache, setUpFile), 'utf8')))
  } catch {
    return undefined
  }
}

/** Whether this is the packaged studio, which no npm package can be added to. */
const inArchive = import.meta.dirname.includes('app.asar')

/** Looks for TensorFlow: first what the set-up made, then what a package downloaded itself. Loads nothing. */
export function findTensorFlow(packages = installedPackages(), cache = cacheFolder(), packaged = inArchive): Found {
  const [first] = packages
  if (first === undefined && packaged) {
    return {
      state: 'missing',
      reason: 'The packaged studio does not bring it. It can be set up in a clone of the studio.',
    }
  }
  if (first === undefined) {
    const install = `npm install --no-save ${packageNames[0]}`
    const reason = `The optional package ${packageNames[0]} is not installed. Run “${install}”, then “${setUp}”, in the studio’s folder.`
    return { state: 'missing', reason }
  }
  const made = readSetUp(cache)
  const fitting = packages.find(({ version }) => version === made?.sources)
  if (made && fitting && existsSync(made.binding)) {
    return { state: 'installed', installation: { package: fitting, binding: made.binding } }
  }
  for (const one of packages) {
    const binding = join(one.folder, ownBinding)
    if (existsSync(binding)) return { state: 'installed', installation: { package: one, binding } }
  }
  const what =
    made && !fitting
      ? `The native library was set up for version ${made.sources} of ${first.name}, and ${first.version} is installed.`
      : `${first.name} ${first.version} is installed, but its native library is not.`
  return {
    state: 'missing',
    reason: `${what} Run “${setUp}” in the studio’s folder, or “${setUp} -- --gpu” for an NVIDIA card.`,
  }
}
