import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { PackedCurves } from '../compare/curves'
import { RunRow } from '../compare/row'
import { KeptView, SavedView } from '../compare/view'
import { procedure } from './base'
import { Id, Name, Notes, Tag } from './id'

/** Rows as they change. The first event has all of them. */
export const RowsEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('rows'), rows: z.array(RunRow) }),
  z.object({ type: z.literal('removed'), ids: z.array(Id) }),
])
export type RowsEvent = z.infer<typeof RowsEvent>

/** Which rows: of one project or, with null, of all; `at` is the step at which measured values are wanted beside the best and the last. */
const RowsRequest = z.object({ project: Id.nullable(), at: z.int().nonnegative().nullable() })

/** A run in the trash. */
export const DeletedRun = z.object({
  id: Id,
  project: Id,
  number: z.int().positive(),
  name: Name,
  /** When it was deleted, and when it will be gone; milliseconds since the epoch. */
  deleted: z.int(),
  until: z.int(),
})
export type DeletedRun = z.infer<typeof DeletedRun>

/** What a person makes of runs; what is left out stays. */
export const Annotation = z.object({
  name: Name.optional(),
  addTags: z.array(Tag).max(50).optional(),
  removeTags: z.array(Tag).max(50).optional(),
  notes: Notes.optional(),
  archived: z.boolean().optional(),
})
export type Annotation = z.infer<typeof Annotation>

/** What became of an import of logs. */
export const ImportedLogs = z.object({
  /** Ids of the new runs. */
  imported: z.array(Id),
  /** Logs that are no runs, and why; and what was left out of others. */
  notes: z.array(z.object({ log: z.string(), note: z.string() })),
})
export type ImportedLogs = z.infer<typeof ImportedLogs>

/** The pictures of an imported run: tags in order, each with its rising steps. */
export const ImportedPictures = z.object({
  run: Id,
  tags: z.array(z.object({ tag: z.string(), steps: z.array(z.int().nonnegative()) })),
})
export type ImportedPictures = z.infer<typeof ImportedPictures>

/** The forms that a run's data are written in. */
export const DataFormat = z.enum(['tensorboard', 'csv', 'json'])
export type DataFormat = z.infer<typeof DataFormat>

/** Many runs at once: those of this studio and those that were imported. */
export const compare = {
  /** Newest first; archived ones too. `UNKNOWN_PROJECT`. */
  rows: procedure.input(RowsRequest).output(z.array(RunRow)),
  /** The rows, then those that change, at most ten times a second. */
  watch: procedure.input(RowsRequest).output(eventIterator(RowsEvent)),
  /** The names of the curves that each run has: metrics, measured quantities, and whatever an imported run brought. */
  names: procedure
    .input(z.object({ ids: z.array(Id).max(10_000) }))
    .output(z.array(z.object({ run: Id, names: z.array(z.string()) }))),
  /**
   * Curves of many runs, every value or at most `points` of each with its extremes; what a run has not is left out. With a weight of
   * the past as `smoothing`, all values are smoothed before they are thinned. The name of a measured quantity after `metric.` is what an
   * imported run calls so. `unpackCurves` reads the answer, `onAxis` puts its steps on another axis. `UNKNOWN_RUN`.
   */
  curves: procedure
    .input(
      z.object({
        ids: z.array(Id).min(1).max(10_000),
        names: z.array(z.string().max(200)).min(1).max(100),
        points: z.int().min(20).max(100_000).nullable(),
        smoothing: z.number().min(0).lt(1).default(0),
      }),
    )
    .output(PackedCurves),
  /** The pictures that imported runs brought: the steps of each tag. Runs without any are left out. */
  pictures: procedure.input(z.object({ ids: z.array(Id).max(10_000) })).output(z.array(ImportedPictures)),
  /** Renames, tags, notes, archives; answers with the rows of the runs. `UNKNOWN_RUN`, with nothing changed. */
  annotate: procedure
    .input(z.object({ ids: z.array(Id).min(1).max(10_000), change: Annotation }))
    .output(z.array(RunRow)),
  /** Puts runs into the trash, all or none; `IN_USE` while one is active. */
  discard: procedure.input(z.object({ ids: z.array(Id).min(1).max(10_000) })).output(z.array(DeletedRun)),
  /** Takes runs out of the trash with everything that they had. `UNKNOWN_RUN` for one that is not in it. */
  restore: procedure.input(z.object({ ids: z.array(Id).min(1).max(10_000) })).output(z.array(RunRow)),
  /** What is in the trash, the run that was deleted last first. */
  trash: procedure.output(z.array(DeletedRun)),
  /** Deletes runs in the trash with their files, for good; all of them with null. */
  purge: procedure.input(z.object({ ids: z.array(Id).nullable() })).output(z.void()),
  /** Saved views of a project, by name. */
  views: procedure.input(z.object({ project: Id })).output(z.array(KeptView)),
  /** Keeps a view, in place of one of the same name. */
  saveView: procedure.input(z.object({ project: Id, view: SavedView })).output(KeptView),
  removeView: procedure.input(z.object({ project: Id, name: Name })).output(z.void()),
  /**
   * Lets a person choose a folder or a file, and imports the event files of TensorBoard and the CSV logs in it as runs that stand
   * beside those of the studio; null where that was cancelled. `INVALID_INPUT` where there is none. Only in the window.
   */
  importLogs: procedure
    .input(z.object({ project: Id, kind: z.enum(['folder', 'file']) }))
    .output(ImportedLogs.nullable()),
  /** The same for what was dropped on the window. */
  importDropped: procedure.input(z.object({ project: Id, source: Id })).output(ImportedLogs),
  /** Lets a person choose a folder, and writes a run's data into it; null where that was cancelled. Only in the window. */
  exportRun: procedure
    .input(z.object({ id: Id, format: DataFormat }))
    .output(z.object({ name: z.string() }).nullable()),
  /** Lets a person choose a CSV file, and writes the table of runs into it; null where that was cancelled. Only in the window. */
  exportTable: procedure
    .input(z.object({ ids: z.array(Id).min(1).max(10_000) }))
    .output(z.object({ name: z.string() }).nullable()),
}
