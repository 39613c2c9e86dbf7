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

/** Between a line and the label beside it, in pixels. */
const BESIDE = 10

/**
 * The shapes that flow through connections, each where they leave their layer: all that leave it carry the same. A label stands beside the
 * line in the space between two rows of cards, on the right unless a line bends there and none to the left.
 */
export function shapeLabels(links: readonly DrawnLink[]): ShapeLabel[] {
  const leaving = new Map<string, { link: DrawnLink; text: string; left: boolean; right: boolean }>()
  for (const link of links) {
    if (link.shape === undefined) continue
    const bend = link.to.x - link.from.x
    const known = leaving.get(link.source)
    if (known) {
      known.left ||= bend < 0
      known.right ||= bend > 0
    } else leaving.set(link.source, { link, text: link.shape, left: bend < 0, right: bend > 0 })
  }
  return Array.from(leaving.values(), ({ link: { source, from }, text, left, right }) => {
    const side = right && !left ? 'left' : 'right'
    const x = side === 'right' ? from.x + BESIDE : from.x - BESIDE
    return { source, text, at: { x, y: from.y + card.gapY / 2 }, side }
  })
}
