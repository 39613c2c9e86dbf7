import { type Point, card as size } from '@shared/architecture/layout'
import { type ShapeLabel, shapeLabels } from '@shared/architecture/link-labels'
import type { LayerCard, LayerLink, NetworkColumn } from './graph'
import type { Area } from './viewport'

/** Graphs of so many cards and fewer are on the page as a whole; of larger ones the cards in view are. */
const WHOLE = 100
/** Cards no further out of view than this are on the page, in pixels at zoom 1. */
const MARGIN = size.height

/** Whether a point lies on a card. */
export const holds = ({ x, y }: Point, point: Point): boolean =>
  point.x >= x && point.x <= x + size.width && point.y >= y && point.y <= y + size.height

/** Whether a card lies in an area, in part at least. */
export const touches = ({ x, y }: Point, area: Area): boolean =>
  x < area.x + area.width && x + size.width > area.x && y < area.y + area.height && y + size.height > area.y

/** The card at a point of the canvas; undefined where there is none. */
export function cardAt(cards: Iterable<LayerCard>, point: Point): LayerCard | undefined {
  for (const card of cards) if (holds(card, point)) return card
  return undefined
}

/** What decides which cards are on the page. */
export interface Sight {
  /** What part of the canvas is in view. */
  readonly visible: Area
  /** Whether cards are too small to be read, so that shapes stand for them. */
  readonly far: boolean
  /** The card that keys go on from: it is always on the page, because the canvas names it to screen readers. */
  readonly focus: string | undefined
}

/** Whether all cards of a graph are on the page, as long as they can be read. */
export const isWhole = (columns: readonly NetworkColumn[]): boolean =>
  columns.reduce((sum, { cards }) => sum + cards.length, 0) <= WHOLE

/** What is in view or nearly so. */
const near = ({ x, y, width, height }: Area): Area => ({
  x: x - MARGIN,
  y: y - MARGIN,
  width: width + 2 * MARGIN,
  height: height + 2 * MARGIN,
})

/** The cards of a network that are on the page, in their order; `whole` as {@link isWhole} has it for the graph. */
export function cardsOnPage(cards: readonly LayerCard[], whole: boolean, { visible, far, focus }: Sight): LayerCard[] {
  const area = near(visible)
  return cards.filter((card) => card.id === focus || (!far && (whole || touches(card, area))))
}

/** The labels of connections that are on the page: none from afar, where they cannot be read. */
export function labelsOnPage(links: readonly LayerLink[], whole: boolean, { visible, far }: Sight): ShapeLabel[] {
  if (far) return []
  if (whole) return shapeLabels(links)
  const area = near(visible)
  const beside = size.width / 2
  return shapeLabels(links, ({ x, y }) => touches({ x: x - beside, y: y - size.height }, area))
}

/** So many cards or connections are one path. */
const PART = 16

/**
 * Cards or connections in parts that are drawn as one path each: an element for each one would cost too much to update, and a path of
 * all would be drawn as a whole for every part of the canvas that is drawn anew.
 */
export const inParts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / PART) }, (_, part) => all.slice(part * PART, (part + 1) * PART))

/** Cards as one path of SVG. */
export const cardsPath = (cards: readonly Point[]): string =>
  cards.map(({ x, y }) => `M${x} ${y}h${size.width}v${size.height}h-${size.width}z`).join('')
