import { describe, expect, it } from 'vitest'
import { find, score } from '../../../../src-renderer/app/palette/match'
import { pageKey } from '../../../../src-renderer/app/shortcuts'

const press = (
  key: string,
  held: { ctrlKey?: boolean; altKey?: boolean; shiftKey?: boolean; metaKey?: boolean } = {},
) => ({
  key,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...held,
})

describe('pageKey', () => {
  it('opens the palette and screens, also while typing', () => {
    expect(pageKey(press('k', { ctrlKey: true }), true)).toEqual({ type: 'palette' })
    expect(pageKey(press('k', { metaKey: true }), false)).toEqual({ type: 'palette' })
    expect(pageKey(press('7', { ctrlKey: true }), true)).toEqual({ type: 'screen', index: 6 })
    expect(pageKey(press('8', { ctrlKey: true }), false)).toBeUndefined()
  })

  it('goes back and forward, but leaves the arrows to a text field', () => {
    expect(pageKey(press('ArrowLeft', { altKey: true }), false)).toEqual({ type: 'back' })
    expect(pageKey(press('ArrowRight', { altKey: true }), false)).toEqual({ type: 'forward' })
    expect(pageKey(press('ArrowLeft', { altKey: true }), true)).toBeUndefined()
  })

  it('shows the shortcuts and sets up a run, on every layout of a keyboard', () => {
    expect(pageKey(press('?', { shiftKey: true }), false)).toEqual({ type: 'shortcuts' })
    expect(pageKey(press('?', { shiftKey: true }), true)).toBeUndefined()
    expect(pageKey(press('/', { ctrlKey: true }), true)).toEqual({ type: 'shortcuts' })
    expect(pageKey(press('/', { ctrlKey: true, shiftKey: true }), true)).toEqual({ type: 'shortcuts' })
    expect(pageKey(press('n', { ctrlKey: true }), false)).toEqual({ type: 'new-run' })
  })

  it('takes plain keys for nothing', () => {
    expect(pageKey(press('k'), false)).toBeUndefined()
    expect(pageKey(press('1', { ctrlKey: true, shiftKey: true }), false)).toBeUndefined()
  })
})

describe('the palette', () => {
  const items = [
    { title: 'Latent' },
    { title: 'Run 2 · flowers late' },
    { title: 'Translate' },
    { title: 'Settings', keywords: 'theme' },
  ]

  it('shows everything in its order without a query', () => {
    expect(find(items, ' ')).toEqual(items)
  })

  it('puts the start of a title before the start of a word before the inside of one', () => {
    expect(find(items, 'lat').map(({ title }) => title)).toEqual(['Latent', 'Run 2 · flowers late', 'Translate'])
  })

  it('finds keywords, scattered letters and words without their accents', () => {
    expect(find(items, 'theme')).toEqual([items[3]])
    expect(score('stgs', 'Settings')).toBeGreaterThan(0)
    expect(score('manet', 'Édouard Manet')).toBe(score('manet', 'edouard manet'))
  })

  it('wants every word of the query', () => {
    expect(find(items, 'flowers run')).toEqual([items[1]])
    expect(find(items, 'flowers xyz')).toEqual([])
  })
})
