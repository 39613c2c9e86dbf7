import { placed } from './axis'
import type { Plane } from './plane'

/** A rectangle in CSS pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A whole number where rounding alone keeps a number from being one: a picture at half a hair's breadth would be blurred. */
const crisp = (pixels: number): number => (Math.abs(pixels - Math.round(pixels)) < 1e-6 ? Math.round(pixels) : pixels)

/** Where a picture that was drawn for one plane lies on a chart that shows another, so that all values are where they belong. */
export function picturePlace(picture: Plane, shown: Plane): Box {
  const [low, high] = [placed(shown.x.min, shown.xScale), placed(shown.x.max, shown.xScale)]
  const [from, to] = [placed(picture.x.min, picture.xScale), placed(picture.x.max, picture.xScale)]
  const across = shown.width / (high - low || 1)
  const [foot, head] = [placed(shown.y.min, shown.yScale), placed(shown.y.max, shown.yScale)]
  const [bottom, top] = [placed(picture.y.min, picture.yScale), placed(picture.y.max, picture.yScale)]
  const up = shown.height / (head - foot || 1)
  return {
    left: crisp(shown.left + (from - low) * across),
    top: crisp(shown.top + (head - top) * up),
    width: crisp((to - from) * across),
    height: crisp((top - bottom) * up),
  }
}
