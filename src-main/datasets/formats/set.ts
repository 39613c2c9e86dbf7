import type { Skipped } from '@shared/datasets/import'
import type { Tree, TreeEntry } from '../trees/tree'

/** Consecutive images of an array file, all of one size. */
export interface RasterBatch {
  readonly count: number
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** uint8 NHWC. */
  readonly pixels: Uint8Array
  /** Why an image, by its number in the batch, cannot be used. */
  readonly unusable?: ReadonlyMap<number, string>
}

/** A file that holds many images. */
export interface ArrayPart {
  readonly entry: TreeEntry
  /** The split that its name tells of. */
  readonly split: string | null
  readonly count: number
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** One class index an image. */
  readonly labels: ArrayLike<number> | null
  batches(): AsyncIterable<RasterBatch>
}

/** What a format found in a tree: images in array files, or files that hold one image each. */
export interface OpenedSet {
  readonly format: { readonly id: string; readonly title: string }
  readonly content:
    | { readonly type: 'arrays'; readonly parts: readonly ArrayPart[]; readonly classes: readonly string[] }
    | { readonly type: 'files'; readonly entries: readonly TreeEntry[] }
  readonly skipped: readonly Skipped[]
}

/** An entry and how it begins, gzip taken off. */
export interface EntryHead {
  readonly entry: TreeEntry
  readonly head: Uint8Array
}

/** A format of sets of images. */
export interface SetFormat {
  readonly id: string
  readonly title: string
  /** Whether an entry that begins like this holds images in this format. */
  match(head: EntryHead): boolean
  /** @throws StudioError `INVALID_INPUT` that names the file and what is wrong with it */
  open(tree: Tree, heads: readonly EntryHead[]): Promise<OpenedSet>
}

const splitWords: readonly (readonly [RegExp, string])[] = [
  [/(^|[^a-z])(train|training|data_batch)([^a-z]|$)/i, 'train'],
  [/(^|[^a-z])(test|testing|t10k)([^a-z]|$)/i, 'test'],
  [/(^|[^a-z])(val|valid|validation|dev)([^a-z]|$)/i, 'validation'],
]

/** The split that a name tells of, such as `train-images-idx3-ubyte`; null where it tells of none. */
export const splitInName = (name: string): string | null => splitWords.find(([word]) => word.test(name))?.[1] ?? null

/** Class names for labels that have none: their numbers, up to the largest. */
export const numberedClasses = (labels: Iterable<ArrayLike<number>>): string[] => {
  let largest = -1
  for (const part of labels) for (let i = 0; i < part.length; i++) largest = Math.max(largest, part[i] ?? 0)
  return Array.from({ length: largest + 1 }, (_, index) => String(index))
}
