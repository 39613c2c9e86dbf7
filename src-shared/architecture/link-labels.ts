import { card, type Point } from './layout'

/** A connection from the foot of one card to the head of another; `shape` is what flows through it, undefined behind a problem. */
export interface DrawnLink {
  readonly source: string
  readonly shape: string | undefined
  readonly from: Point
  readonly to: Point
}

/** A shape beside the connections of one layer. `at` is the middle of its left or right edge: the one on the side of the line. */
export interface ShapeLabel {
  readonly source: string
  readonly text: string
  readonly at: Point
  /** Which side of the line it stands on. */
  readonly side: 'left' | 'right'
}

/** What stands for a shape that is not known, on cards and beside connections. */
export const UNKNOWN_SHAPE = '?'

/** Between a line and the label beside it, and the mean width of a letter, in pixels. */
const BESIDE = 10
const LETTER = 6

/** The layer of a label, and on which sides of the line something else is drawn. */
interface Leaving {
  readonly link: DrawnLink
  readonly text: string
  left: boolean
  right: boolean
}

/** Whether a line may go through an area from `x` on, `wide` pixels of the space below a row of cards whose feet are at `y`. */
const passes = ({ from, to }: DrawnLink, y: number, x: number, wide: number): boolean =>
  from.y <= y && to.y > y && Math.min(from.x, to.x) < x + wide && Math.max(from.x, to.x) > x

/**
 * The shapes that flow through connections, each where they leave their layer: all that leave it carry the same. A label stands beside the
 * line in the space between two rows of cards, on the right unless a line is there and none on the left. `wanted` says by the foot of a
 * layer whether its label is asked for.
 */
export function shapeLabels(links: readonly DrawnLink[], wanted: (foot: Point) => boolean = () => true): ShapeLabel[] {
  const leaving = new Map<string, Leaving>()
  const long: DrawnLink[] = []
  for (const link of links) {
    if (link.to.y - link.from.y > card.gapY) long.push(link)
    if (!wanted(link.from)) continue
    const bend = link.to.x - link.from.x
    const known = leaving.get(link.source)
    if (known) {
      known.left ||= bend < 0
      known.right ||= bend > 0
    } else leaving.set(link.source, { link, text: link.shape ?? UNKNOWN_SHAPE, left: bend < 0, right: bend > 0 })
  }
  return Array.from(leaving.values(), ({ link: { source, from }, text, left, right }) => {
    const wide = BESIDE + text.length * LETTER
    const others = (x: number) => long.some((link) => link.source !== source && passes(link, from.y, x, wide))
    const side = (right || others(from.x)) && !left && !others(from.x - wide) ? 'left' : 'right'
    const x = side === 'right' ? from.x + BESIDE : from.x - BESIDE
    return { source, text, at: { x, y: from.y + card.gapY / 2 }, side }
  })
}
