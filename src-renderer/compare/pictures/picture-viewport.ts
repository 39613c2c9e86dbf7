import type { PictureZoom } from '@shared/compare/picture-view'
import { type Size, wholeFactorSize } from '../../ui/whole-factor'

/** Where a picture lies in its space: pixels of the space for a pixel of the picture, and its left top corner. */
export interface PictureViewport {
  readonly factor: number
  readonly x: number
  readonly y: number
}

/** The picture at the largest whole factor that fits, in the middle. */
export function fitted(picture: Size, space: Size): PictureViewport {
  const { width, height, factor } = wholeFactorSize(picture, space, 1)
  return {
    factor: Math.max(1, factor),
    x: Math.round((space.width - width) / 2),
    y: Math.round((space.height - height) / 2),
  }
}

/** The viewport at the next whole factor, nearer or further, with the pixel under the hand where it is. */
export function zoomedPicture(
  { factor, x, y }: PictureViewport,
  closer: boolean,
  at: { readonly x: number; readonly y: number },
): PictureViewport {
  const next = Math.min(32, Math.max(1, closer ? factor + Math.ceil(factor / 4) : factor - Math.ceil(factor / 5)))
  const by = next / factor
  return { factor: next, x: Math.round(at.x - (at.x - x) * by), y: Math.round(at.y - (at.y - y) * by) }
}

/** A viewport as it is kept, whatever the size of the space. */
export const zoomOf = ({ factor, x, y }: PictureViewport, space: Size): PictureZoom => ({
  factor,
  x: (space.width / 2 - x) / factor,
  y: (space.height / 2 - y) / factor,
})

/** Where a zoom that was kept has the picture in a space. */
export const viewportOf = ({ factor, x, y }: PictureZoom, space: Size): PictureViewport => ({
  factor,
  x: Math.round(space.width / 2 - x * factor),
  y: Math.round(space.height / 2 - y * factor),
})
