import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** What the search for the studio's files looks at; `readName` answers a package.json's name, or null where there is none. */
export interface Surroundings {
  /** Folder of the running module: `out/main` or below it when built, `src-main` in tests. */
  readonly moduleFolder: string
  readonly readName: (packageFile: string) => string | null
}

const packageName = 'gan-studio'

/**
 * The folder that holds the studio's package.json and `out/`: the clone, the installed npm package, or the packaged
 * app's archive.
 * @throws Error when no folder above the module is the studio's.
 */
export function findApplicationFolder({ moduleFolder, readName }: Surroundings): string {
  for (let folder = moduleFolder; ; folder = dirname(folder)) {
    if (readName(join(folder, 'package.json')) === packageName) return folder
    if (folder === dirname(folder)) throw new Error(`No package.json of ${packageName} above ${moduleFolder}`)
  }
}

/**
 * The folder of the bundled data sets, presets and icons. A packaged app keeps it beside its archive, because native
 * code cannot read inside one; everything else has it beside package.json.
 */
export function findResourcesFolder(surroundings: Surroundings): string {
  const application = findApplicationFolder(surroundings)
  return join(basename(application) === 'app.asar' ? dirname(application) : application, 'resources')
}

function readName(packageFile: string): string | null {
  if (!existsSync(packageFile)) return null
  const content: unknown = JSON.parse(readFileSync(packageFile, 'utf8'))
  const named = typeof content === 'object' && content !== null && 'name' in content
  return named && typeof content.name === 'string' ? content.name : null
}

function surroundings(): Surroundings {
  return { moduleFolder: import.meta.dirname, readName }
}

/** {@link findApplicationFolder} for the running process; `out/main/trainer.cjs` and the like are found from it. */
export function applicationFolder(): string {
  return findApplicationFolder(surroundings())
}

/** {@link findResourcesFolder} for the running process. */
export function resourcesFolder(): string {
  return findResourcesFolder(surroundings())
}
