import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImageShape } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import { decodeImage } from '../datasets/images/decode'
import { prepareImage } from '../datasets/images/prepare'
import type { Raster } from '../datasets/images/raster'
import { Unusable } from '../datasets/images/unusable'

/** Larger files are not read: no image of the sizes that the studio works with needs so many bytes. */
const MOST_BYTES = 256 * 1024 * 1024

const refused = (file: string, why: string): StudioError =>
  new StudioError('INVALID_INPUT', `${basename(file)} cannot be used as an image: ${why}`, {
    safe: 'The file has not been touched.',
    next: 'Choose a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF file.',
  })

/**
 * An image file as a training image of a shape: its centred part of the shape's proportions, resampled, over white, grey where the shape is.
 * @throws StudioError `INVALID_INPUT` for a file that holds no image, or is not there
 */
export async function oneImage(file: string, { height, width, channels }: ImageShape): Promise<Raster> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) throw refused(file, 'it is not there')
  if (!found.isFile()) throw refused(file, 'it is no file')
  if (found.size > MOST_BYTES) throw refused(file, 'it is too large')
  try {
    const image = decodeImage(await readFile(file))
    return prepareImage(image, {
      size: { height, width },
      fit: 'cover',
      filter: 'lanczos',
      background: '#ffffff',
      channels,
    })
  } catch (error) {
    if (error instanceof Unusable) throw refused(file, error.message)
    throw error
  }
}
