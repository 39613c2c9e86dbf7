import type { PackedImages } from '@shared/contract/trainer'
import { stream } from '@shared/random/generator'
import { openImages } from '../batches/images'

/** Real images that stay the same through a run. */
export interface FixedImages {
  /** uint8 NHWC. */
  readonly bytes: Uint8Array
  /** The class of each, 0 where there are no labels. */
  readonly labels: Uint32Array
}

/**
 * Images of a split in an order that follows from the seed alone, from the start again where there are no more.
 * @param start how many images of that order come before; `ofClass` takes those of one class alone
 * @throws StudioError `DATASET_DAMAGED`
 */
export function fixedImages(
  packed: PackedImages,
  seed: number,
  count: number,
  { start = 0, ofClass }: { readonly start?: number; readonly ofClass?: number } = {},
): FixedImages {
  const images = openImages(packed, 0)
  try {
    const labelOf =
      packed.labels === undefined && packed.second === undefined ? () => 0 : (index: number) => images.labelOf(index)
    const all = Uint32Array.from({ length: images.count }, (_, i) => i)
    const order = ofClass === undefined ? all : all.filter((index) => labelOf(index) === ofClass)
    stream(seed, 'fixed-images').shuffle(order)
    const indices = Uint32Array.from({ length: count }, (_, i) => order[(start + i) % order.length] ?? 0)
    const bytes = new Uint8Array(count * images.bytesPerImage)
    images.copy(indices, bytes)
    return { bytes, labels: indices.map(labelOf) }
  } finally {
    images.close()
  }
}
