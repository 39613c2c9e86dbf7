import type { LayerDifference, NetworkDifference } from './difference'
import { card, type Point, place } from './layout'
import type { LayerNode, NetworkRole } from './spec'

/** Whether something is in both of two architectures, or in one of them. */
type Presence = 'same' | 'added' | 'removed'

/** A layer in the drawing of a difference; x and y are its top left corner. */
export interface DifferenceCard {
  readonly id: string
  readonly difference: LayerDifference
  readonly x: number
  readonly y: number
}

/** A connection of either architecture, in the drawing. */
export interface DifferenceLink {
  readonly presence: Presence
  readonly from: Point
  readonly to: Point
}

/** Both states of a network in one drawing. */
export interface DrawnDifference {
  readonly role: NetworkRole
  readonly cards: readonly DifferenceCard[]
  readonly links: readonly DifferenceLink[]
  readonly width: number
  readonly height: number
}

const beforeOf = (one: LayerDifference): LayerNode | undefined => (one.type === 'added' ? undefined : one.before)
const afterOf = (one: LayerDifference): LayerNode | undefined => (one.type === 'removed' ? undefined : one.after)

/**
 * Lays out what two states of a network have in common and what only one of them has. A layer that is in both stands once, with the
 * connections of both.
 */
export function drawDifference({ role, layers }: NetworkDifference): DrawnDifference {
  const ids = layers.map((one) => `${beforeOf(one)?.name ?? ''}→${afterOf(one)?.name ?? ''}`)
  const old = new Map(layers.map((one, i) => [beforeOf(one)?.name, ids[i] ?? '']))
  const fresh = new Map(layers.map((one, i) => [afterOf(one)?.name, ids[i] ?? '']))
  const merged = layers.map((one, i) => {
    const was = (beforeOf(one)?.inputs ?? []).flatMap((name) => old.get(name) ?? [])
    const is = (afterOf(one)?.inputs ?? []).flatMap((name) => fresh.get(name) ?? [])
    return { one, id: ids[i] ?? '', was, is, inputs: [...new Set([...is, ...was])] }
  })
  const { at, width, height } = place(
    merged.map(({ one, id, inputs }) => ({
      name: id,
      inputs,
      layer: one.type === 'removed' ? one.before.layer : one.after.layer,
    })),
  )
  const corner = (id: string): Point => at.get(id) ?? { x: 0, y: 0 }
  const presence = (inBefore: boolean, inAfter: boolean): Presence =>
    inBefore && inAfter ? 'same' : inAfter ? 'added' : 'removed'
  return {
    role,
    cards: merged.map(({ one, id }) => ({ id, difference: one, ...corner(id) })),
    links: merged.flatMap(({ id, inputs, was, is }) =>
      inputs.map((input) => {
        const [from, to] = [corner(input), corner(id)]
        return {
          presence: presence(was.includes(input), is.includes(input)),
          from: { x: from.x + card.width / 2, y: from.y + card.height },
          to: { x: to.x + card.width / 2, y: to.y },
        }
      }),
    ),
    width: Math.max(width, card.width),
    height,
  }
}
