import { expect, test } from 'vitest'
import { linkAt, linkPath } from '../../../../src-renderer/architecture/canvas-links'
import type { LayerLink } from '../../../../src-renderer/architecture/graph'

const link = (id: string, from: readonly [number, number], to: readonly [number, number]): LayerLink => ({
  id,
  role: 'generator',
  source: 'generator/a',
  target: 'generator/b',
  shape: undefined,
  from: { x: from[0], y: from[1] },
  to: { x: to[0], y: to[1] },
})
const straight = link('straight', [100, 0], [100, 24])
const aside = link('aside', [0, 0], [200, 200])

test('a connection is pointed at within ten pixels of its curve', () => {
  expect(linkAt([straight, aside], { x: 108, y: 12 })).toBe(straight)
  expect(linkAt([straight, aside], { x: 112, y: 12 })).toBeUndefined()
  expect(linkAt([straight, aside], { x: 100, y: 100 })).toBe(aside)
  expect(linkAt([straight, aside], { x: 150, y: 50 })).toBeUndefined()
  expect(linkAt([], { x: 0, y: 0 })).toBeUndefined()
})

test('the nearer one is meant where two are near', () => {
  expect(linkAt([straight, link('beside', [106, 0], [106, 24])], { x: 104, y: 12 })?.id).toBe('beside')
})

test('it is drawn from the card above to the card below, leaving and arriving straight', () => {
  expect(linkPath(aside)).toBe('M0 0C0 100 200 100 200 200')
})
