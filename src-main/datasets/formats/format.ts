import type { ImageShape } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'

/** Bytes that can be read from their beginning any number of times, a compression taken off. */
export interface ByteSource {
  /** For messages. */
  readonly name: string
  read(): AsyncIterable<Uint8Array>
}

/** What a dataset is read from: a file of images, and one of labels where the format keeps them apart. */
export interface DatasetInput {
  readonly images: ByteSource
  readonly labels: ByteSource | null
}

/** Consecutive images. */
export interface ItemBatch {
  readonly count: number
  /** uint8 NHWC. */
  readonly pixels: Uint8Array
  /** One class index an image; null without labels. */
  readonly labels: Uint8Array | null
}

/** A dataset whose header was read and found right. */
export interface OpenedDataset {
  readonly image: ImageShape
  readonly count: number
  readonly labelled: boolean
  /** All images in order; fails at the first byte that is missing or too many. */
  items(): AsyncIterable<ItemBatch>
}

/** A file format that datasets are read from. */
export interface DatasetFormat {
  readonly id: string
  readonly title: string
  /** How many bytes of a file `match` needs. */
  readonly headBytes: number
  /** Whether a file whose first bytes are `head` is of this format. */
  match(head: Uint8Array): boolean
  /** @throws StudioError `INVALID_INPUT` that names the file and what is wrong with it */
  open(input: DatasetInput): Promise<OpenedDataset>
}

/** The error for a file that is not what it should be. */
export function badFile(name: string, what: string): StudioError {
  return new StudioError('INVALID_INPUT', `${name}: ${what}`, {
    safe: 'The file has not been touched, and nothing has been imported from it.',
    next: 'Get the file again from where it came from, or choose another.',
  })
}
