import { StudioError } from '@shared/contract/errors'
import { encodeGif } from '@shared/media/gif'
import type { Picture } from '@shared/media/picture'
import { type Disk, errorCode } from '../files/disk'
import { decodePng } from './png'

async function readFrame(disk: Disk, file: string): Promise<Uint8Array> {
  try {
    return await disk.read(file)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new StudioError('INVALID_INPUT', `There is no file ${file}.`, {
      safe: 'Nothing was changed.',
      next: 'Choose frames that exist.',
    })
  }
}

/**
 * The animated GIF of PNG files of one size, in order.
 * @throws StudioError `INVALID_INPUT` for a file that is missing, no picture, or of another size
 */
export async function filmOf(disk: Disk, files: readonly string[], delay: number): Promise<Uint8Array> {
  let first: Picture | undefined
  const at = async (index: number): Promise<Picture> => {
    const file = files[index] ?? ''
    const picture = await decodePng(await readFrame(disk, file), file)
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
