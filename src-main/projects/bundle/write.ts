import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { StudioError } from '@shared/contract/errors'
import { datasetsOf } from '@shared/runs/config'
import { isActive } from '@shared/runs/status'
import { explainFull } from '../../datasets/atomic'
import type { Disk } from '../../datasets/disk'
import { exclusionsName } from '../../datasets/exclusions'
import { type Members, refuseExisting, writeArchive } from '../../datasets/export/archive'
import { FileName, manifestFiles, manifestName } from '../../datasets/manifest'
import { cancelledError } from '../../datasets/pack'
import type { HomePaths } from '../../home/home'
import type { OpenHome } from '../../home/open'
import { migrations } from '../../store/migrations'
import { names, type ProjectHead, runParts } from './format'

/** How a project is written. */
export interface WriteTools {
  readonly home: OpenHome
  readonly disk: Disk
  /** Of the program. */
  readonly version: string
  readonly signal: AbortSignal | undefined
  /** Bytes so far, and about how many there will be. */
  readonly onProgress: (done: number, total: number) => void
}

/** A file that goes into the archive. */
interface Member {
  readonly name: string
  readonly file: string
  readonly bytes: number
}

async function memberOf(name: string, file: string): Promise<Member[]> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() === true ? [{ name, file, bytes: found.size }] : []
}

/** Files below a folder, to a depth of two folders; names that are no plain names are left out. */
async function filesIn(folder: string, name: string, depth: number): Promise<Member[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const members: Member[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!FileName.safeParse(entry.name).success) continue
    const [file, path] = [join(folder, entry.name), `${name}/${entry.name}`]
    if (entry.isDirectory() && depth > 0) members.push(...(await filesIn(file, path, depth - 1)))
    else if (entry.isFile()) members.push(...(await memberOf(path, file)))
  }
  return members
}

async function runMembers(paths: HomePaths, project: string, runs: readonly string[]): Promise<Member[]> {
  const members: Member[] = []
  for (const run of runs) {
    for (const part of runParts) {
      const depth = part === 'checkpoints' ? 1 : 0
      members.push(...(await filesIn(join(paths.run(project, run), part), `${names.runs}/${run}/${part}`, depth)))
    }
  }
  return members
}

async function datasetMembers({ paths, store }: OpenHome, ids: readonly string[]): Promise<Member[]> {
  const members: Member[] = []
  for (const manifest of store.datasets.list().filter(({ id }) => ids.includes(id))) {
    const files = [manifestName, exclusionsName, ...manifestFiles(manifest).map(({ name }) => name)]
    for (const name of files) {
      const file = join(paths.dataset(manifest.id), name)
      members.push(...(await memberOf(`${names.datasets}/${manifest.id}/${name}`, file)))
    }
  }
  return members
}

const busy = (name: string, runs: readonly string[]): StudioError =>
  new StudioError('IN_USE', `The project “${name}” has a run in progress`, {
    safe: 'Nothing has been written.',
    next: `Pause or stop ${runs.join(', ')} first: a project is written with checkpoints that stay as they are.`,
  })

/**
 * Writes a project as one file: its records, the checkpoints and pictures of its runs, and with `data` the imported
 * datasets that they trained on. Runs in the trash stay behind.
 * @returns bytes of the file
 * @throws StudioError `UNKNOWN_PROJECT`, `IN_USE` while a run is active, `INVALID_INPUT` where `target` exists, `DISK_FULL`, `CANCELLED`
 */
export async function writeProject(
  id: string,
  target: string,
  data: boolean,
  { home, disk, version, signal, onProgress }: WriteTools,
): Promise<number> {
  const { store, paths } = home
  const { name } = store.projects.get(id)
  const runs = store.runs.list(id)
  const active = runs.filter(({ status }) => isActive(status.state))
  if (active.length > 0)
    throw busy(
      name,
      active.map((run) => run.id),
    )
  await refuseExisting(target)
  const used = [...new Set(runs.flatMap((run) => datasetsOf(store.runs.get(run.id).config)))].sort()
  // A bundled dataset has no origin, and every studio has it.
  const imported = store.datasets.list().flatMap(({ id: dataset, recipe }) => (recipe.origin ? [dataset] : []))
  const included = data ? used.filter((dataset) => imported.includes(dataset)) : []
  const head: ProjectHead = {
    format: 'gan-studio-project',
    version: 1,
    studio: version,
    schema: migrations.length,
    project: { id, name },
    runs: runs.length,
    datasets: used.map((dataset) => ({ id: dataset, included: included.includes(dataset) })),
  }
  const ids = runs.map((run) => run.id)
  const files = [...(await runMembers(paths, id, ids)), ...(await datasetMembers(home, included))]
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const text = `${JSON.stringify(head, null, 2)}\n`
  const lines = function* () {
    for (const line of store.projectLines(id)) yield `${line}\n`
  }
  const members: Members = [
    { name: names.head, compress: true, open: async () => Readable.from([Buffer.from(text)], { objectMode: false }) },
    { name: names.records, compress: true, open: async () => Readable.from(lines(), { objectMode: false }) },
    ...files.map(({ name: path, file }) => ({ name: path, open: async () => createReadStream(file) })),
  ]
  let done = 0
  try {
    await writeArchive(disk, target, members, signal, (bytes) => {
      done += bytes
      onProgress(Math.min(done, total), total)
    })
  } catch (error) {
    throw signal?.aborted ? cancelledError('The export') : explainFull(error, target)
  }
  return (await stat(target)).size
}
