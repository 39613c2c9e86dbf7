import { Unusable } from '../unusable'
import { directoryValues, tiffStart } from './exif'
import type { ImageHeader } from './image-header'

/** TIFF 6.0, the first image: width 256, height 257, photometric interpretation 262, orientation 274, samples 277. */
export function tiffHeader(data: Uint8Array): ImageHeader {
  const { bytes, directory } = tiffStart(data)
  const values = directoryValues(bytes, directory)
  const [width, height] = [values.get(256), values.get(257)]
  if (width === undefined || height === undefined) throw new Unusable('broken', 'its header names no size')
  const photometric = values.get(262) ?? 2
  const orientation = values.get(274) ?? 1
  return {
    width,
    height,
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    colour: photometric <= 1 ? 'grey' : 'colour',
    transparent: (values.get(277) ?? 1) === (photometric <= 1 ? 2 : 4) && photometric !== 5,
  }
}
