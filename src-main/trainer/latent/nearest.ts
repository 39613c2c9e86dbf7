import type { NearestEvent, Neighbour } from '@shared/latent/nearest'
import type { ImageSource } from '../batches/images'
import type { FeatureExtractor } from '../evaluation/extractor'
import type { Pace } from '../measures/pace'

/** Images that are compared at once. */
const BATCH = 256

type Tell = (event: Extract<NearestEvent, { type: 'progress' }>) => void

/** Squared distances of vectors to one of them, one after the other. */
function squaredDistances(wanted: ArrayLike<number>, vectors: ArrayLike<number>, count: number): Float64Array {
  const size = wanted.length
  const out = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let k = 0; k < size; k++) {
      const apart = (wanted[k] ?? 0) - (vectors[i * size + k] ?? 0)
      sum += apart * apart
    }
    out[i] = sum
  }
  return out
}

/** The nearest so far, nearest first. */
class Nearest {
  readonly #found: { readonly index: number; readonly squared: number }[] = []
  constructor(readonly count: number) {}

  add(index: number, squared: number): void {
    if (this.#found.length === this.count && squared >= (this.#found.at(-1)?.squared ?? 0)) return
    const at = this.#found.findIndex((one) => one.squared > squared)
    this.#found.splice(at < 0 ? this.#found.length : at, 0, { index, squared })
    this.#found.length = Math.min(this.#found.length, this.count)
  }

  neighbours(images: ImageSource, distanceOf: (squared: number) => number): Neighbour[] {
    return this.#found.map(({ index, squared }) => ({ image: images.placeOf(index), distance: distanceOf(squared) }))
  }
}

/**
 * The images of a split that are nearest to one, all of them compared: by pixels, root mean square in levels of 256, or with an
 * extractor by features, Euclidean.
 * @param image bytes in the shape of the images
 * @throws the signal's reason once `pace` is cancelled
 */
export async function nearestImages(
  image: Uint8Array,
  images: ImageSource,
  { count, extractor }: { readonly count: number; readonly extractor?: FeatureExtractor | undefined },
  pace: Pace,
  tell: Tell,
): Promise<Neighbour[]> {
  const nearest = new Nearest(Math.min(count, images.count))
  const wanted = extractor === undefined ? image : await extractor.extract(image, 1)
  const buffer = new Uint8Array(BATCH * images.bytesPerImage)
  const phase = extractor === undefined ? 'Comparing pixels' : 'Comparing features'
  for (let first = 0; first < images.count; first += BATCH) {
    const taken = Math.min(BATCH, images.count - first)
    const batch = buffer.subarray(0, taken * images.bytesPerImage)
    images.copy(
      Uint32Array.from({ length: taken }, (_, i) => first + i),
      batch,
    )
    const vectors = extractor === undefined ? batch : await extractor.extract(batch, taken)
    for (const [i, squared] of squaredDistances(wanted, vectors, taken).entries()) nearest.add(first + i, squared)
    tell({ type: 'progress', phase, done: first + taken, total: images.count })
    await pace.breathe()
  }
  return nearest.neighbours(images, (squared) => Math.sqrt(extractor === undefined ? squared / image.length : squared))
}
