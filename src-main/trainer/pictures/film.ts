import { StudioError } from '@shared/contract/errors'
import type { Disk } from '../files/disk'
import { encodeGif } from './gif'
import type { Picture } from './pixels'
import { decodePng } from './png'

/**
 * The animated GIF of PNG files of one size, in order.
 * @throws StudioError `INVALID_INPUT` for a file that is missing, no picture, or of another size
 */
export async function filmOf(disk: Disk, files: readonly string[], delay: number): Promise<Uint8Array> {
  let first: Picture | undefined
  const at = async (index: number): Promise<Picture> => {
    const file = files[index] ?? ''
    const picture = await decodePng(await disk.read(file), file)
    first ??= picture
    if (picture.width === first.width && picture.height === first.height) return picture
    throw new StudioError(
      'INVALID_INPUT',
      `${file} has ${picture.width}×${picture.height} pixels, the first frame ${first.width}×${first.height}.`,
      { safe: 'Nothing was changed.', next: 'Choose frames of one size.' },
    )
  }
  return encodeGif({ count: files.length, at }, delay)
}
