import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import { Id } from '@shared/contract/id'
import type { Project } from '@shared/projects/project'
import type { DatasetOutcome } from '@shared/projects/travel'
import { explainFull, writeFolder } from '../../datasets/atomic'
import { badFile } from '../../datasets/formats/format'
import { cancelledError } from '../../datasets/pack'
import type { OpenHome } from '../../home/open'
import { freeId } from '../../slug'
import { IncomingRecords, type NewIds } from '../../store/records'
import { type Archive, openArchive, type ReadTools } from './archive'
import { names, type ProjectHead } from './format'
import { takeDatasets } from './take-datasets'
import { writeRuns } from './take-runs'

/** How the folder begins in which a project is opened. */
export const openingPrefix = '.opening-'
/** Lines of records that are taken up at once. */
const linesAtOnce = 256

/** A project that came in. */
export interface ReadProject {
  readonly project: Project
  readonly runs: number
  /** What became of the datasets that its runs trained on. */
  readonly datasets: readonly DatasetOutcome[]
}

async function readRecords(archive: Archive, file: string, version: number): Promise<IncomingRecords> {
  const records = new IncomingRecords(file, version)
  const add = (lines: readonly string[]): void => {
    try {
      records.add(lines)
    } catch (error) {
      throw wrongRecords(archive, error)
    }
  }
  try {
    let lines: string[] = []
    for await (const line of archive.lines(names.records)) {
      lines.push(line)
      if (lines.length < linesAtOnce) continue
      add(lines)
      lines = []
    }
    add(lines)
    try {
      records.finish()
    } catch (error) {
      throw wrongRecords(archive, error)
    }
    return records
  } catch (error) {
    records.close()
    throw error
  }
}

function wrongRecords({ tree }: Archive, error: unknown): StudioError {
  const { message, failure } = badFile(tree.name, 'holds records that cannot be those of a project')
  const details = error instanceof Error ? error.message : String(error)
  return new StudioError('INVALID_INPUT', message, { ...failure, details: details.slice(0, 2000) })
}

/**
 * The ids of a project in its new home: its own where they are free, else the same with a number. A project that holds
 * nothing, such as that of a first start, gives its id away.
 */
function newIds(records: IncomingRecords, { store, paths }: OpenHome): NewIds {
  const known = {
    projects: new Set(
      store.projects.everyId().filter((id) => !store.projects.ids().includes(id) || !store.projects.isEmpty(id)),
    ),
    runs: new Set(store.runs.ids()),
    architectures: new Set(store.architectures.ids()),
  }
  const old = records.project
  const runs = [...records.runs, ...records.externalRuns]
  const runIn = (project: string, run: string) =>
    run.startsWith(`${old}-`) ? `${project}${run.slice(old.length)}` : `${project}-${run}`
  // A folder without a project is what a damaged database left: its runs must not be written over.
  const project = freeId(
    old,
    (id) =>
      known.projects.has(id) || existsSync(paths.project(id)) || runs.some((run) => known.runs.has(runIn(id, run))),
  )
  return {
    project: new Map([[old, project]]),
    run: new Map(runs.map((run) => [run, Id.parse(runIn(project, run))])),
    architecture: new Map(
      records.architectures.map((id) => [id, freeId(id, (candidate) => known.architectures.has(candidate))]),
    ),
  }
}

/** Files first, then the records, which make them a project. */
async function takeUp(
  archive: Archive,
  head: ProjectHead,
  records: IncomingRecords,
  tools: ReadTools,
): Promise<ReadProject> {
  const { home, disk } = tools
  if (records.project !== head.project.id) throw badFile(archive.tree.name, 'holds the records of another project')
  const datasets = await takeDatasets(archive, head, tools)
  const ids = newIds(records, home)
  const project = ids.project.get(head.project.id) ?? head.project.id
  await writeFolder(disk, home.paths.project(project), (target) => writeRuns(archive, target, ids, tools))
  try {
    home.store.adopt(records, ids)
  } catch (error) {
    await disk.remove(home.paths.project(project))
    throw error instanceof StudioError && error.code === 'DISK_FULL' ? error : wrongRecords(archive, error)
  }
  return { project: home.store.projects.get(project), runs: records.runs.length, datasets }
}

/**
 * Takes up a project from a file: with the ids that it had where this home has not given them away, else with new ones.
 * All of its runs come in, or none.
 * @throws StudioError `INVALID_INPUT` for a file that is no project file or a damaged one, `WRONG_STATE` for one of a newer
 * studio, `DISK_FULL`, `CANCELLED`
 */
export async function readProject(file: string, tools: ReadTools): Promise<ReadProject> {
  const { home } = tools
  const folder = await mkdtemp(join(home.paths.root, openingPrefix))
  try {
    const { archive, head } = await openArchive(file, tools)
    const records = await readRecords(archive, join(folder, 'records.sqlite'), head.schema)
    try {
      return await takeUp(archive, head, records, tools)
    } finally {
      records.close()
    }
  } catch (error) {
    throw tools.signal?.aborted ? cancelledError('Opening the project') : explainFull(error, home.paths.projects)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
