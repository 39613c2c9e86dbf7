import type { ImageShape } from '@shared/architecture/spec'
import { type StoredFailure, StudioError, toStoredFailure } from '@shared/contract/errors'
import type { Manifest } from '../checkpoint/manifest'
import { firstNotFinite, tensorsOf } from '../checkpoint/snapshot-tensors'
import { type Keeping, pinBefore, pruneCheckpoints, saveCheckpoint } from '../checkpoint/store'
import type { Snapshot, StateTensor } from '../compute/engine'
import { savingFailure, writeAtomically } from '../files/atomic'
import type { Disk } from '../files/disk'
import { composeGrid } from '../pictures/grid'
import { encodePng } from '../pictures/png'

/** A picture to be written as PNG. */
export interface PictureFile {
  readonly file: string
  /** Batches of images that stand on top of each other, values in [−1, 1], NHWC. */
  readonly batches: readonly Float32Array[]
  /** The classes whose images a single batch holds, where there are any. */
  readonly classes?: number | undefined
}

/** The pictures of a step. */
export interface SampleJob {
  readonly type: 'sample'
  readonly step: number
  readonly image: ImageShape
  readonly pictures: readonly PictureFile[]
}

/** A checkpoint to be written, after which older ones go. */
export interface CheckpointJob {
  readonly type: 'checkpoint'
  readonly step: number
  readonly folder: string
  readonly keeping: Keeping
  readonly manifest: Omit<Manifest, 'tensors' | 'optimisers'>
  readonly snapshot: Snapshot
  readonly state: readonly StateTensor[]
}

/** The last checkpoint before a step is to be kept whatever comes. */
export interface PinJob {
  readonly type: 'pin'
  readonly step: number
  readonly folder: string
}

/** Something of a run that is to be saved: plain data, so that it can go to another thread. */
export type SaveJob = SampleJob | CheckpointJob | PinJob

/** What each kind of job saves, in words. */
const nouns = { sample: 'sample', checkpoint: 'checkpoint', pin: 'mark on the last good checkpoint' } as const

/** What came of a save. */
export type SaveOutcome =
  /** It is on the disk; `removed` names the checkpoints that it replaced. */
  | { readonly type: 'saved'; readonly removed: readonly string[] }
  /** The disk refused. The job is given back, to be tried again. */
  | { readonly type: 'refused'; readonly job: SaveJob; readonly failure: StoredFailure }
  /** It cannot be saved at all. */
  | { readonly type: 'failed'; readonly failure: StoredFailure }

/** Saves what a run keeps, one job at a time. */
export interface Saver {
  /** The arrays of the job belong to the saver until it gives them back. Never rejects. */
  save(job: SaveJob): Promise<SaveOutcome>
  close(): void
}

function diverged(tensor: string, step: number): StudioError {
  return new StudioError('DIVERGED', `The run diverged: ${tensor} holds numbers that are not finite at step ${step}.`, {
    safe: 'Checkpoints and samples from before are kept.',
    next: 'Resume from the last checkpoint, or start a run with a lower learning rate.',
    details: tensor,
  })
}

async function write(disk: Disk, job: SaveJob): Promise<string[]> {
  switch (job.type) {
    case 'sample':
      for (const { file, batches, classes } of job.pictures) {
        await writeAtomically(disk, file, await encodePng(composeGrid(batches, job.image, classes)))
      }
      return []
    case 'checkpoint': {
      const { folder, keeping, manifest, snapshot, state, step } = job
      const damaged = firstNotFinite(tensorsOf(snapshot, state))
      if (damaged !== undefined) throw diverged(damaged, step)
      await saveCheckpoint(disk, folder, manifest, snapshot, state)
      return pruneCheckpoints(disk, folder, step, keeping)
    }
    case 'pin':
      await pinBefore(disk, job.folder, job.step)
      return []
  }
}

/** Does a job and tells what came of it. Never rejects. */
export async function perform(disk: Disk, job: SaveJob): Promise<SaveOutcome> {
  try {
    return { type: 'saved', removed: await write(disk, job) }
  } catch (error) {
    const refusal = savingFailure(error, `the ${nouns[job.type]} of step ${job.step}`)
    if (refusal !== undefined) return { type: 'refused', job, failure: toStoredFailure(refusal) }
    return { type: 'failed', failure: toStoredFailure(error) }
  }
}

/** A saver that works on the thread that asks. */
export const inlineSaver = (disk: Disk): Saver => ({ save: (job) => perform(disk, job), close: () => undefined })
