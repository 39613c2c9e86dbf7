import { card as cardSize, type Point } from '@shared/architecture/layout'
import type { NetworkRole } from '@shared/architecture/spec'
import { nextTick, shallowRef } from 'vue'
import { holds } from './canvas-cards'
import type { LayerCard, LayerLink } from './graph'
import type { Area, Viewport } from './viewport'

/** What the pointer is doing on the canvas. Points are on the canvas, at zoom 1. */
export type Drag =
  | { readonly type: 'pan'; readonly moved: boolean; readonly at: Point }
  | { readonly type: 'frame'; readonly from: Point; readonly to: Point }
  | { readonly type: 'connect'; readonly from: LayerCard; readonly to: Point; readonly target: string | undefined }
  | {
      readonly type: 'card'
      readonly card: LayerCard
      /** The layers that go with it: its own, and the others of its network that are chosen. */
      readonly ids: ReadonlySet<string>
      readonly from: Point
      readonly to: Point
      readonly link: string | undefined
    }

/** What a drag came to. */
export interface DragResult {
  /** Chooses the cards in an area. */
  frame(area: Area): void
  connect(role: NetworkRole, source: string, target: string): void
  /** Puts layers of a network into a connection of it. */
  drop(ids: ReadonlySet<string>, link: LayerLink): void
  /** A press on a card that did not move. */
  choose(card: LayerCard): void
  /** A press on the empty canvas that did not move. */
  press(): void
}

/** A press that moves less than this is a click, in pixels of the window. */
const SLACK = 4

/** The area between two points. */
export const areaOf = (a: Point, b: Point): Area => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
})

/** The connection whose middle is nearest to a point, within half a card. */
function linkNear(
  links: Iterable<LayerLink>,
  { card: { role }, ids }: Extract<Drag, { type: 'card' }>,
  point: Point,
): string | undefined {
  let nearest: string | undefined
  let least = cardSize.width / 2
  for (const link of links) {
    if (link.role !== role || ids.has(link.source) || ids.has(link.target)) continue
    const distance = Math.hypot((link.from.x + link.to.x) / 2 - point.x, (link.from.y + link.to.y) / 2 - point.y)
    if (distance < least) [nearest, least] = [link.id, distance]
  }
  return nearest
}

/** Drags on the canvas: panning, frames around cards, new connections, cards that go somewhere else. */
export function useDrag(
  viewport: Viewport,
  cards: () => ReadonlyMap<string, LayerCard>,
  links: () => ReadonlyMap<string, LayerLink>,
  result: DragResult,
) {
  const drag = shallowRef<Drag>()
  let pressed: Point = { x: 0, y: 0 }
  let takeBack: () => void = () => undefined

  /** Begins a drag; `back` undoes what the press and the drag have done until it ends. */
  function begin(event: PointerEvent, next: Drag, back: () => void = () => undefined): void {
    pressed = { x: event.clientX, y: event.clientY }
    takeBack = back
    drag.value = next
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', cancel)
    window.addEventListener('keydown', key, true)
  }

  function move(event: PointerEvent): void {
    const now = drag.value
    if (!now) return
    const at = { x: event.clientX, y: event.clientY }
    const far = Math.hypot(at.x - pressed.x, at.y - pressed.y) > SLACK
    const point = viewport.pointAt(at.x, at.y)
    switch (now.type) {
      case 'pan':
        if (!far && !now.moved) return
        viewport.panBy(at.x - now.at.x, at.y - now.at.y)
        drag.value = { ...now, at, moved: true }
        return
      case 'frame':
        drag.value = { ...now, to: point }
        return
      case 'connect': {
        const { role, id } = now.from
        const target = [...cards().values()].find((one) => one.role === role && one.id !== id && holds(one, point))
        drag.value = { ...now, to: point, target: target?.id }
        return
      }
      case 'card':
        if (far || now.link !== undefined)
          drag.value = { ...now, to: point, link: linkNear(links().values(), now, point) }
    }
  }

  function end(): void {
    const done = drag.value
    unlisten()
    drag.value = undefined
    switch (done?.type) {
      case 'pan':
        if (!done.moved) result.press()
        return
      case 'frame':
        result.frame(areaOf(done.from, done.to))
        return
      case 'connect': {
        const target = done.target === undefined ? undefined : cards().get(done.target)
        if (target) result.connect(done.from.role, done.from.node.name, target.block?.names[0] ?? target.node.name)
        return
      }
      case 'card': {
        const link = done.link === undefined ? undefined : links().get(done.link)
        if (link) result.drop(done.ids, link)
        else if (done.from === done.to) result.choose(done.card)
        return
      }
      case undefined:
    }
  }

  function unlisten(): void {
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', end)
    window.removeEventListener('pointercancel', cancel)
    window.removeEventListener('keydown', key, true)
  }

  /** Ends a drag with everything as it was before the press. */
  function cancel(): void {
    if (!drag.value) return
    unlisten()
    takeBack()
    // What follows from the choice of before still belongs to the drag: nothing is moved into view.
    void nextTick(() => {
      drag.value = undefined
    })
  }

  /** Escape is for the drag alone, wherever the focus is. */
  function key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    cancel()
  }

  return { drag, begin, cancel }
}
