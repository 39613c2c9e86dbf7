import { analysisOf } from '@shared/architecture/analysis'
import { applyEdit } from '@shared/architecture/edit/edit'
import { card } from '@shared/architecture/layout'
import { networkOf, networksOf } from '@shared/architecture/networks'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import { expect, test } from 'vitest'
import {
  cardAt,
  cardsOnPage,
  cardsPath,
  inParts,
  isWhole,
  type Sight,
} from '../../../../src-renderer/architecture/canvas-cards'
import { GraphMaker } from '../../../../src-renderer/architecture/graph'
import { quickConfig } from '../training/quick-config'

const columnsOf = (spec: ArchitectureSpec) =>
  new GraphMaker().columns(
    networksOf(spec).map(({ role, network }) => ({ role, network, analysis: analysisOf(spec, role) })),
  )
/** The quick architecture with so many layers more in its generator. */
function longer(layers: number): ArchitectureSpec {
  let spec: ArchitectureSpec = quickConfig.architecture
  for (let i = 0; i < layers; i++) {
    const layer = { type: 'activation', function: { name: 'relu' } } as const
    const after = networkOf(spec, 'generator')?.output
    spec = applyEdit(spec, { type: 'add', role: 'generator', layer, after })
  }
  return spec
}
const columns = columnsOf(longer(120))
const cards = columns[0]?.cards ?? []
const [first, second] = cards
const view: Sight = { visible: { x: 0, y: 0, width: 2000, height: 700 }, far: false, focus: undefined }

test('a small graph is on the page as a whole, of a large one what is in view', () => {
  expect(isWhole(columnsOf(quickConfig.architecture))).toBe(true)
  expect(isWhole(columns)).toBe(false)
  expect(cardsOnPage(cards, true, view)).toEqual(cards)
  const shown = cardsOnPage(cards, false, view)
  expect(shown.length).toBeLessThan(cards.length / 4)
  for (const one of cards) {
    if (one.y < 700) expect(shown).toContain(one)
    if (one.y > 700 + 2 * card.height) expect(shown).not.toContain(one)
  }
})

test('the card that keys go on from is on the page wherever it is, from afar it alone', () => {
  const last = cards.at(-1)
  expect(last?.y).toBeGreaterThan(5000)
  expect(cardsOnPage(cards, false, { ...view, focus: last?.id }).at(-1)).toBe(last)
  expect(cardsOnPage(cards, true, { ...view, far: true, focus: last?.id })).toEqual([last])
  expect(cardsOnPage(cards, true, { ...view, far: true })).toEqual([])
})

test('the card at a point is the one that covers it, and none between two', () => {
  if (!first || !second) throw new Error('the network has two layers')
  expect(cardAt(cards, { x: first.x + 1, y: first.y + 1 })).toBe(first)
  expect(cardAt(cards, { x: second.x + card.width - 1, y: second.y + card.height - 1 })).toBe(second)
  expect(cardAt(cards, { x: first.x + 1, y: first.y + card.height + 1 })).toBeUndefined()
})

test('cards are drawn as rectangles of their size', () => {
  expect(cardsPath([{ x: 3, y: 4 }])).toBe(`M3 4h${card.width}v${card.height}h-${card.width}z`)
  expect(cardsPath([])).toBe('')
})

test('what is drawn in parts is all there, in its order, in parts of one size but for the last', () => {
  for (const count of [0, 1, 16, 17, 150]) {
    const all = Array.from({ length: count }, (_, i) => i)
    const parts = inParts(all)
    expect(parts.flat()).toEqual(all)
    expect(parts.slice(0, -1).every((part) => part.length === 16)).toBe(true)
    expect(parts.every((part) => part.length > 0)).toBe(true)
  }
})
