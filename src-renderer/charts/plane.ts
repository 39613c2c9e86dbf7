import { type AxisScale, placed, type XRange } from './axis'

/** Where values lie on a canvas, in CSS pixels. */
export interface Plane {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly x: XRange
  readonly y: XRange
  readonly xScale: AxisScale
  readonly yScale: AxisScale
}

/** A place of a chart in pixels. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** How values become pixels along one axis: `offset + factor × placed(value)`. */
interface Mapping {
  readonly offset: number
  readonly factor: number
}

/** How a range lies on `length` pixels from `from` on; a negative length runs backwards. */
export function mapping(range: XRange, scale: AxisScale, from: number, length: number): Mapping {
  const [low, high] = [placed(range.min, scale), placed(range.max, scale)]
  const factor = length / (high - low || 1)
  return { offset: from - low * factor, factor }
}

/** The place of a value in pixels from the left edge of the canvas. */
export function pixelX(plane: Plane, x: number): number {
  const { offset, factor } = mapping(plane.x, plane.xScale, plane.left, plane.width)
  return offset + factor * placed(x, plane.xScale)
}

/** The place of a value in pixels from the top edge of the canvas. */
export function pixelY(plane: Plane, y: number): number {
  const { offset, factor } = mapping(plane.y, plane.yScale, plane.top + plane.height, -plane.height)
  return offset + factor * placed(y, plane.yScale)
}
