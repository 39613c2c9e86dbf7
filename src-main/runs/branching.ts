import { renameSync, rmSync } from 'node:fs'
import { copyFile, link, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import type { PlannedChange } from '@shared/runs/change'
import type { RunConfig } from '@shared/runs/config'
import { stepOfSampleFile } from '@shared/runs/files'
import type { Checkpoint, Progress, Run, RunSummary } from '@shared/runs/run'
import type { HomePaths } from '../home/home'
import type { Store } from '../store/store'

/** A run that goes on from another's checkpoint. */
export interface Branch {
  readonly from: Run
  readonly checkpoint: Checkpoint
  readonly config: RunConfig
  readonly changes: readonly PlannedChange[]
  /** How far the new run is. */
  readonly progress: Progress
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** A second name for a file that is never written again, or a copy where the file system has no such names. */
async function duplicate(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch {
    await copyFile(from, to)
  }
}

/** Duplicates the files of a folder that are wanted; no folder counts as an empty one. */
async function duplicateAll(from: string, to: string, wanted: (name: string) => boolean): Promise<void> {
  await mkdir(to, { recursive: true })
  const names = await readdir(from).catch(() => [])
  for (const name of names.filter(wanted)) await duplicate(join(from, name), join(to, name))
}

function replaced(run: Run, { step }: Checkpoint, error: unknown): StudioError {
  return new StudioError('UNKNOWN_CHECKPOINT', `The checkpoint of step ${step} of the run ${run.id} cannot be copied`, {
    safe: 'Nothing has been changed.',
    next: 'Choose another checkpoint of it.',
    details: String(error),
  })
}

/**
 * Records a queued run with the course of another up to a checkpoint. Its files are there before its record is, so that a
 * studio that is ended meanwhile knows either the whole run or none.
 * @throws StudioError `UNKNOWN_CHECKPOINT`
 */
export async function makeBranch(
  store: Store,
  paths: HomePaths,
  { from, checkpoint, config, changes, progress, at }: Branch,
): Promise<RunSummary> {
  const { id, project, number } = from
  const { step, name } = checkpoint
  const draft = paths.run(project, `.branch-of-${id}`)
  await rm(draft, { recursive: true, force: true })
  try {
    const folder = paths.checkpoint(project, id, name)
    // Why it was kept in the other run does not hold for this one.
    const isTensorOrManifest = (file: string) => file.includes('.')
    await duplicateAll(folder, join(draft, 'checkpoints', name), isTensorOrManifest)
    if ((await readdir(join(draft, 'checkpoints', name))).length === 0) throw new Error(`${folder} is empty`)
    const isEarlier = (file: string) => (stepOfSampleFile(file) ?? Number.POSITIVE_INFINITY) <= step
    await duplicateAll(paths.samples(project, id), join(draft, 'samples'), isEarlier)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw replaced(from, checkpoint, error)
  }
  return store.transaction(() => {
    // The checkpoint that a branch began with was made under the config of the run before it.
    const older = from.origin !== null && step <= from.origin.step ? store.runs.originConfig(id) : null
    const origin = { of: { run: id, number, step }, config: older ?? from.config }
    const { preset, parameters, engine } = from
    const added = store.runs.add({ project, name: from.name, preset, config, parameters, progress, origin })
    store.copyCourse(id, added.id, checkpoint)
    for (const change of changes) store.changes.put(added.id, { ...change, at })
    const message = `Goes on from step ${step} of run ${number}.`
    store.log.append(added.id, { at, step, level: 'info', message })
    const folder = paths.run(project, added.id)
    rmSync(folder, { recursive: true, force: true })
    renameSync(draft, folder)
    return store.runs.update(added.id, { engine })
  })
}
