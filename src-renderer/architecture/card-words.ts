import { formatPercent } from '../ui/format/numbers'
import type { LayerFace } from './graph'

/** The second line of a card: its name and key numbers. A layer that is named after what it does need not say it twice. */
export function cardLine({ node: { name }, numbers, block }: LayerFace): string {
  if (block) return numbers
  return numbers === '' || numbers === name ? name : `${name} · ${numbers}`
}

/** Where a layer stands among those of its network, from 1. */
export interface LayerPlace {
  readonly at: number
  readonly of: number
}

/** A layer as a screen reader says it, with its place where one is given. */
export function cardLabel(
  { title, node, numbers, shape, problems }: LayerFace,
  chosen: boolean,
  place: LayerPlace | undefined,
): string {
  const said = numbers === '' || numbers === node.name ? '' : `, ${numbers}`
  const wrong = problems.map(({ message }) => `, ${message}`).join('')
  const where = place === undefined ? '' : `, ${place.at} of ${place.of}`
  return `${title} ${node.name}${said}, gives ${shape ?? 'no shape'}${wrong}${chosen ? ', chosen' : ''}${where}`
}

/** What a card's bars say; empty where it has none. */
export const cardShares = ({ share, compute }: LayerFace): string =>
  share > 0 || compute > 0
    ? `${formatPercent(share)} of the parameters, ${formatPercent(compute)} of the multiply-adds`
    : ''
