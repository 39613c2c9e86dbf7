import { card as cardSize } from '@shared/architecture/layout'
import type { LayerCard, NetworkColumn } from './graph'

/** The card ids in reading order; a network without layers stands for itself with an id that ends in a slash. */
export const stops = (columns: readonly NetworkColumn[]): string[] =>
  columns.flatMap(({ role, cards }) => (cards.length === 0 ? [`${role}/`] : cards.map(({ id }) => id)))

/** Sideways steps count this much more than steps up and down when the nearest card is looked for. */
const ASIDE = 4

/** Where an arrow key leads from a card: along the connections up and down, to the nearest card aside. */
export function neighbour(
  columns: readonly NetworkColumn[],
  from: string | undefined,
  direction: 'up' | 'down' | 'left' | 'right',
): string | undefined {
  const here = columns.find(({ role }) => from?.startsWith(`${role}/`))
  if (!here || from === undefined) return stops(columns)[0]
  const card = here.cards.find(({ id }) => id === from)
  if (direction === 'up') return here.links.find(({ target }) => target === from)?.source
  if (direction === 'down') return here.links.find(({ source }) => source === from)?.target
  const sign = direction === 'left' ? -1 : 1
  const beside = aside(here.cards, card, sign)
  if (beside) return beside.id
  const next = columns[columns.indexOf(here) + sign]
  if (!next) return undefined
  const y = card?.y ?? 0
  const nearest = next.cards.reduce<LayerCard | undefined>(
    (best, one) => (best === undefined || Math.abs(one.y - y) < Math.abs(best.y - y) ? one : best),
    undefined,
  )
  return nearest?.id ?? `${next.role}/`
}

function aside(cards: readonly LayerCard[], from: LayerCard | undefined, sign: number): LayerCard | undefined {
  if (!from) return undefined
  let best: LayerCard | undefined
  let least = Number.POSITIVE_INFINITY
  for (const one of cards) {
    const dx = (one.x - from.x) * sign
    const dy = Math.abs(one.y - from.y)
    if (dx < cardSize.width / 2 || dy > cardSize.height * 3) continue
    const distance = dx + dy * ASIDE
    if (distance < least) [best, least] = [one, distance]
  }
  return best
}
