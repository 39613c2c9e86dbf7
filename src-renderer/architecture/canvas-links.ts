import type { Point } from '@shared/architecture/layout'
import type { LayerLink } from './graph'

/** How near to a connection one has to point, in pixels of the canvas. */
const REACH = 10
/** Points of a curve that are looked at. */
const SAMPLES = 16

/** The height of a curve's handles. */
const bendOf = ({ from, to }: Pick<LayerLink, 'from' | 'to'>): number =>
  Math.min(120, Math.max(8, Math.abs(to.y - from.y) / 2))

/** A connection as a path of SVG. */
export function linkPath(link: Pick<LayerLink, 'from' | 'to'>): string {
  const { from, to } = link
  const bend = bendOf(link)
  return `M${from.x} ${from.y}C${from.x} ${from.y + bend} ${to.x} ${to.y - bend} ${to.x} ${to.y}`
}

/** A point of a connection's Bézier curve; `t` from 0 to 1. */
function pointOn(link: LayerLink, t: number): Point {
  const { from, to } = link
  const bend = bendOf(link)
  const s = 1 - t
  const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t]
  return {
    x: (a + b) * from.x + (c + d) * to.x,
    y: a * from.y + b * (from.y + bend) + c * (to.y - bend) + d * to.y,
  }
}

/** The connection at a point of the canvas; undefined where there is none. */
export function linkAt(links: Iterable<LayerLink>, point: Point): LayerLink | undefined {
  let [nearest, least]: [LayerLink | undefined, number] = [undefined, REACH]
  for (const link of links) {
    const { from, to } = link
    const [left, right] = [Math.min(from.x, to.x) - REACH, Math.max(from.x, to.x) + REACH]
    const [top, bottom] = [Math.min(from.y, to.y) - REACH, Math.max(from.y, to.y) + REACH]
    if (point.x < left || point.x > right || point.y < top || point.y > bottom) continue
    for (let i = 0; i <= SAMPLES; i++) {
      const on = pointOn(link, i / SAMPLES)
      const distance = Math.hypot(on.x - point.x, on.y - point.y)
      if (distance < least) [nearest, least] = [link, distance]
    }
  }
  return nearest
}
