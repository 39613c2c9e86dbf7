import { StudioError } from '@shared/contract/errors'
import type { ClassMean } from '@shared/latent/class-mean'
import { formatPoint } from '@shared/latent/point'
import type { ImageSource } from '../batches/images'
import type { LoadedGenerator } from './generator'

/** A mean is of so many images of a class at most, the first. */
export const MEAN_IMAGES = 256

const noImages = (label: number): StudioError =>
  new StudioError('INVALID_INPUT', `The split that the run trained on has no image of the class ${label}.`, {
    safe: 'Nothing was changed.',
    next: 'Choose a class that has images there.',
  })

/** The first images of a class. @returns none where the images have no such class */
function imagesOf(label: number, classes: number, images: ImageSource): Uint32Array {
  const found: number[] = []
  if (label < classes) {
    for (let i = 0; i < images.count && found.length < MEAN_IMAGES; i++) if (images.labelOf(i) === label) found.push(i)
  }
  return Uint32Array.from(found)
}

/**
 * The mean of the encodings of a class's first images: a latent like any other.
 * @param classes how many the images have labels of; 0 for images without labels
 * @throws StudioError `WRONG_STATE` where the model has no encoder, `INVALID_INPUT` for a class without images
 */
export async function classMean(
  generator: LoadedGenerator,
  images: ImageSource,
  classes: number,
  label: number,
): Promise<ClassMean> {
  const found = imagesOf(label, classes, images)
  if (found.length === 0) throw noImages(label)
  const bytes = new Uint8Array(found.length * images.bytesPerImage)
  images.copy(found, bytes)
  const codes = await generator.encode(bytes)
  const { size } = generator.latent
  const sums = new Float64Array(size)
  for (const [i, number] of codes.entries()) sums[i % size] = (sums[i % size] ?? 0) + number
  const values = Float32Array.from(sums, (sum) => sum / found.length)
  return { latent: formatPoint({ origin: { type: 'z', values }, truncation: 1 }), images: found.length }
}
