import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ImageShape } from '../architecture/spec'
import { ImportChoices, ImportPreview, ImportProgress, ImportReport } from '../datasets/import'
import { SplitName } from '../datasets/split'
import { Statistics } from '../datasets/statistics'
import { ImageBytes } from '../latent/given-image'
import { procedure } from './base'
import { Id, Name, Timestamp } from './id'

/** An import as its process gets it. `folder` is the import's own. */
export const ImportRequest = z.object({
  source: z.string(),
  choices: ImportChoices,
  folder: z.string(),
  id: Id,
  name: Name,
  created: Timestamp,
  version: z.string(),
})
export type ImportRequest = z.infer<typeof ImportRequest>

/** What an import tells: how far it is, and at its end what became of it. */
export const ImportEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: ImportProgress }),
  z.object({ type: z.literal('done'), report: ImportReport }),
])
export type ImportEvent = z.infer<typeof ImportEvent>

/** A packed split on the disk. `keep` are the images that are used, in order; null for all. */
export const PackedPart = z.object({
  name: SplitName,
  count: z.int().positive(),
  pixels: z.string(),
  labels: z.string().nullable(),
  index: z.string().nullable(),
  keep: z.array(z.int().nonnegative()).nullable(),
})
export type PackedPart = z.infer<typeof PackedPart>

/** A dataset that is written in another form. */
export const ExportRequest = z.object({
  format: z.enum(['folder', 'zip', 'npz']),
  image: ImageShape,
  classes: z.array(z.string()),
  parts: z.array(PackedPart).min(1),
  /** The folder or file to write; it must not be there. */
  target: z.string(),
})
export type ExportRequest = z.infer<typeof ExportRequest>

/** What the importer process offers to main. It trusts main: paths are taken as they are. */
export const importerContract = {
  preview: procedure
    .input(z.object({ source: z.string(), choices: ImportChoices, home: z.string() }))
    .output(ImportPreview),
  import: procedure.input(ImportRequest).output(eventIterator(ImportEvent)),
  statistics: procedure.input(z.object({ image: ImageShape, part: PackedPart })).output(Statistics),
  /** One image file in the shape of training images. `INVALID_INPUT` for a file that holds none. */
  image: procedure.input(z.object({ file: z.string(), image: ImageShape })).output(z.object({ pixels: ImageBytes })),
  export: procedure.input(ExportRequest).output(z.object({ images: z.int(), bytes: z.number() })),
}
