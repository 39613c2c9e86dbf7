import { ImageShape } from '@shared/architecture/spec'
import { Id, Name, Timestamp } from '@shared/contract/id'
import { DatasetOrigin } from '@shared/datasets/dataset'
import { SplitName } from '@shared/datasets/split'
import { z } from 'zod'

/** Hexadecimal SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** A file in a folder, by its plain name: never a path. */
export const FileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)

/** A file as it must be. */
export const FileRecord = z.object({ name: FileName, bytes: z.int().nonnegative(), sha256: Sha256 })
export type FileRecord = z.infer<typeof FileRecord>

/** Name of the manifest in a dataset's folder. */
export const manifestName = 'dataset.json'

/** One split: uint8 pixels in NHWC, and with classes one uint8 label an image. */
export const PackedSplit = z.object({
  name: SplitName,
  count: z.int().positive(),
  classCounts: z.array(z.int().nonnegative()),
  pixels: FileRecord,
  labels: FileRecord.nullable(),
  /** Where each image comes from (`image-index.ts`); bundled datasets have none. */
  index: FileRecord.nullable().optional(),
})
export type PackedSplit = z.infer<typeof PackedSplit>

const Contents = z.object({
  format: z.literal('gan-studio-dataset'),
  version: z.literal(1),
  id: Id,
  name: Name,
  image: ImageShape,
  /** Class names; empty without labels. */
  classes: z.array(z.string()).max(256),
  splits: z.array(PackedSplit).min(1),
  created: Timestamp,
  source: z.object({ title: z.string(), terms: z.string() }),
  /** Other files of the folder that belong to the dataset, such as its terms. */
  documents: z.array(FileRecord),
  /** What it was made from. */
  recipe: z.object({ format: z.string(), files: z.array(FileRecord), origin: DatasetOrigin.optional() }),
})

/** `dataset.json` in a dataset's folder: everything about its packed files. Counts and sizes agree with each other. */
export const DatasetManifest = Contents.superRefine((manifest, context) => {
  const { height, width, channels } = manifest.image
  for (const [index, split] of manifest.splits.entries()) {
    const problem = (message: string) => context.addIssue({ code: 'custom', path: ['splits', index], message })
    const labelled = split.classCounts.reduce((sum, count) => sum + count, 0)
    if (split.pixels.bytes !== split.count * height * width * channels) problem('the pixels have another size')
    if (split.classCounts.length !== manifest.classes.length) problem('the class counts do not match the classes')
    if ((split.labels !== null) !== manifest.classes.length > 0) problem('labels go with classes')
    if (split.labels !== null && split.labels.bytes !== split.count) problem('the labels have another size')
    if (split.labels !== null && labelled !== split.count) problem('the class counts do not add up')
  }
  const names = manifest.splits.map(({ name }) => name)
  if (new Set(names).size !== names.length) {
    context.addIssue({ code: 'custom', path: ['splits'], message: 'two splits have the same name' })
  }
})
export type DatasetManifest = z.infer<typeof DatasetManifest>

/** Every file that the manifest names. */
export function manifestFiles(manifest: DatasetManifest): FileRecord[] {
  const packed = manifest.splits.flatMap(({ pixels, labels, index }) => [
    pixels,
    ...(labels === null ? [] : [labels]),
    ...(index === null || index === undefined ? [] : [index]),
  ])
  return [...packed, ...manifest.documents]
}
