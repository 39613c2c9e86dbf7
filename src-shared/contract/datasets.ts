import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Dataset } from '../datasets/dataset'
import { ImageDetails } from '../datasets/details'
import { ImportChoices, ImportPreview, ImportProgress, ImportReport } from '../datasets/import'
import { SplitName } from '../datasets/split'
import { Statistics } from '../datasets/statistics'
import { procedure } from './base'
import { Id, Name } from './id'

/** A folder or file that a person pointed at. Main keeps its path; the page has this name for it, until the studio ends. */
export const ImportSource = z.object({ source: Id, name: z.string() })
export type ImportSource = z.infer<typeof ImportSource>

/** An import that did not come to its end and can go on. */
export const UnfinishedImport = z.object({ id: Id, name: Name, source: z.string(), running: z.boolean() })
export type UnfinishedImport = z.infer<typeof UnfinishedImport>

/** What an import tells: how far it is, and at its end the dataset. */
export const DatasetImportEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: ImportProgress }),
  z.object({ type: z.literal('done'), dataset: Dataset, report: ImportReport }),
])
export type DatasetImportEvent = z.infer<typeof DatasetImportEvent>

/** Images and classes of a split, for leaving them out and taking them in again. */
const Selection = z.object({
  id: Id,
  split: SplitName,
  images: z.array(z.int().nonnegative()).max(1_000_000),
  classes: z.array(z.string().max(1024)).max(256),
})

/** Datasets. `UNKNOWN_DATASET` for an id that does not exist, `DATASET_DAMAGED` for files that fail their checksum. */
export const datasets = {
  list: procedure.output(z.array(Dataset)),
  show: procedure.input(z.object({ id: Id })).output(Dataset),
  /** Labels of consecutive images of a split; their pictures come from `atlasUrl`. Empty without labels. */
  labels: procedure
    .input(z.object({ id: Id, split: SplitName, offset: z.int().nonnegative(), count: z.int().min(1).max(1000) }))
    .output(z.array(z.int().nonnegative())),
  /** Places of the images of a class, in order; with null of all. `excluded` chooses those left out, or those that are not. */
  places: procedure
    .input(
      z.object({ id: Id, split: SplitName, label: z.int().nonnegative().nullable(), excluded: z.boolean().nullable() }),
    )
    .output(z.array(z.int().nonnegative())),
  details: procedure.input(z.object({ id: Id, split: SplitName, image: z.int().nonnegative() })).output(ImageDetails),
  statistics: procedure.input(z.object({ id: Id, split: SplitName })).output(Statistics),
  /** Reads every file and compares its checksum. */
  verify: procedure.input(z.object({ id: Id })).output(Dataset),
  /** Leaves images and classes out of training; nothing is deleted. `IN_USE` while a run trains on the dataset. */
  exclude: procedure.input(Selection).output(Dataset),
  restore: procedure.input(Selection).output(Dataset),
  /** Opens a dialog; null where it was cancelled. Only in the window. */
  pickSource: procedure.input(z.object({ kind: z.enum(['folder', 'file']) })).output(ImportSource.nullable()),
  /** The dataset itself as a source, without what is left out: importing it makes a derived dataset. */
  asSource: procedure.input(z.object({ id: Id })).output(ImportSource),
  preview: procedure.input(z.object({ source: Id, choices: ImportChoices })).output(ImportPreview),
  /** Imports; one that did not come to its end goes on where it was. Ends the import when the stream is closed. */
  import: procedure
    .input(z.object({ source: Id, name: Name, choices: ImportChoices }))
    .output(eventIterator(DatasetImportEvent)),
  unfinished: procedure.output(z.array(UnfinishedImport)),
  resume: procedure.input(z.object({ id: Id })).output(eventIterator(DatasetImportEvent)),
  discard: procedure.input(z.object({ id: Id })).output(z.void()),
  /** Opens a dialog for the target, then writes; null where it was cancelled. Only in the window. */
  export: procedure
    .input(z.object({ id: Id, format: z.enum(['folder', 'zip', 'npz']) }))
    .output(z.object({ name: z.string(), images: z.int() }).nullable()),
  /** Opens a dialog and saves the list of everything that was skipped, a JSON object a line. Only in the window. */
  saveReport: procedure.input(z.object({ id: Id })).output(z.object({ name: z.string() }).nullable()),
  /** Puts a dataset into the trash. `IN_USE` while a run trains on it; runs that have ended keep their results. */
  remove: procedure.input(z.object({ id: Id })).output(z.void()),
}
