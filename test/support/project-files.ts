import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { localDisk } from '../../src-main/datasets/disk'
import { DatasetsService } from '../../src-main/datasets/service'
import { openZip } from '../../src-main/datasets/trees/zip'
import type { OpenHome } from '../../src-main/home/open'
import { readProject } from '../../src-main/projects/bundle/read'
import { writeProject } from '../../src-main/projects/bundle/write'
import type { RawMember } from './raw-zip'
import { temporaryFolder } from './studio-home'

/** Writes a project of a home to a new file. */
export async function exportedProject(home: OpenHome, id: string, data = false): Promise<string> {
  const file = join(temporaryFolder(), `${id}.ganstudio`)
  await writeProject(id, file, data, {
    home,
    disk: localDisk,
    version: '1.2.3',
    signal: undefined,
    onProgress: () => undefined,
  })
  return file
}

/** Opens a project file in a home. */
export const openProject = (home: OpenHome, file: string, signal?: AbortSignal) =>
  readProject(file, {
    home,
    datasets: new DatasetsService(home, { bundles: temporaryFolder() }),
    disk: localDisk,
    signal,
    onProgress: () => undefined,
  })

/** The members of a project file. */
export async function projectMembers(file: string): Promise<RawMember[]> {
  const tree = await openZip(file, 0)
  const members: RawMember[] = []
  for await (const { entry, chunks } of tree.stream(tree.entries)) {
    const parts: Uint8Array[] = []
    for await (const chunk of chunks) parts.push(chunk)
    members.push({ name: entry.path, content: Buffer.concat(parts) })
  }
  return members
}

/** Text of a file of a run. */
export const textOf = (home: OpenHome, project: string, run: string, path: string): string =>
  readFileSync(join(home.paths.run(project, run), path), 'utf8')
