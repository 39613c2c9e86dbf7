import type { ImageShape } from '@shared/architecture/spec'
import type { Picture } from '@shared/media/picture'
import { gridGaps, groupLayout, sampleLayout } from '@shared/runs/sample-layout'
import { writeRgba } from './pixels'

const GAP = gridGaps.image
const GROUP_GAP = gridGaps.group
/** A grey that shows the gaps beside dark and light images. */
const GAP_LEVEL = 64

/**
 * Images in rows from the top left, with gaps of one pixel between and around them. Of several batches, the images of the same
 * place stand on top of each other: a row of the first batch, the row of the second that belongs to it, and so on.
 * @param batches images of values in [−1, 1], NHWC, as many in each
 * @param classes whose images one batch holds: one row a class, where they divide among them
 */
export function composeGrid(
  batches: readonly Float32Array[],
  { height, width, channels }: ImageShape,
  classes?: number,
): Picture {
  const count = (batches[0]?.length ?? 0) / (height * width * channels)
  const { rows, columns } = batches.length === 1 ? sampleLayout(count, classes) : groupLayout(count, batches.length)
  const group = batches.length * (height + GAP) + (batches.length > 1 ? GROUP_GAP : 0)
  const size = {
    width: columns * (width + GAP) + GAP,
    height: rows * group + GAP - (batches.length > 1 ? GROUP_GAP : 0),
  }
  const pixels = new Uint8Array(size.width * size.height * 4).fill(GAP_LEVEL)
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255
  for (const [batch, values] of batches.entries()) {
    for (let image = 0; image < count; image++) {
      const left = GAP + (image % columns) * (width + GAP)
      const top = GAP + Math.floor(image / columns) * group + batch * (height + GAP)
      for (let row = 0; row < height; row++) {
        const from = (image * height + row) * width * channels
        const to = ((top + row) * size.width + left) * 4
        writeRgba(values.subarray(from, from + width * channels), channels, pixels.subarray(to, to + width * 4))
      }
    }
  }
  return { ...size, pixels }
}
