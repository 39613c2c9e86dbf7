import { analysisOf } from '@shared/architecture/analysis'
import { networksOf } from '@shared/architecture/networks'
import { describe, expect, it } from 'vitest'
import { editorKey } from '../../../../src-renderer/architecture/editor-keys'
import { GraphMaker } from '../../../../src-renderer/architecture/graph'
import { neighbour, stops } from '../../../../src-renderer/architecture/navigation'
import { architecture, chain, dense, layer, reshape } from '../../../support/networks'

const press = (key: string, ...held: ('ctrl' | 'alt' | 'shift' | 'repeat')[]) =>
  editorKey({
    key,
    ctrlKey: held.includes('ctrl'),
    altKey: held.includes('alt'),
    shiftKey: held.includes('shift'),
    metaKey: false,
    repeat: held.includes('repeat'),
  })

describe('editorKey', () => {
  it('opens the palette with what is typed', () => {
    expect(press('c')).toEqual({ type: 'palette', text: 'c' })
    expect(press('+')).toEqual({ type: 'palette', text: '' })
  })

  it('leaves the keys of the window alone', () => {
    expect([
      press('k', 'ctrl'),
      press('1', 'ctrl'),
      press('ArrowLeft', 'alt'),
      press('Tab'),
      press('v', 'ctrl'),
    ]).toEqual(Array(5).fill(undefined))
  })

  it('goes one step out with Escape, however long it is held', () => {
    expect([press('Escape'), press('Escape', 'repeat')]).toEqual([{ type: 'none' }, undefined])
    expect(press('ArrowDown', 'repeat')).toEqual(press('ArrowDown'))
  })

  it('moves, extends and rearranges with arrows', () => {
    expect(press('ArrowDown')).toEqual({ type: 'go', direction: 'down', extend: false })
    expect(press('ArrowDown', 'shift')).toEqual({ type: 'go', direction: 'down', extend: true })
    expect(press('ArrowDown', 'alt')).toEqual({ type: 'step', direction: 'down' })
    expect(press('z', 'ctrl', 'shift')).toEqual({ type: 'redo' })
  })
})

describe('neighbour', () => {
  const spec = architecture({
    generator: chain(layer.latent, dense(4), reshape(2, 2, 1)),
    discriminator: { layers: [], output: '' },
  })
  const columns = new GraphMaker().columns(
    networksOf(spec).map(({ role, network }) => ({ role, network, analysis: analysisOf(spec, role) })),
  )
  it('follows connections, and goes over to another network, even an empty one', () => {
    expect(neighbour(columns, undefined, 'down')).toBe('generator/l0')
    expect(neighbour(columns, 'generator/l0', 'down')).toBe('generator/l1')
    expect(neighbour(columns, 'generator/l1', 'up')).toBe('generator/l0')
    expect(neighbour(columns, 'generator/l2', 'down')).toBeUndefined()
    expect(neighbour(columns, 'generator/l1', 'right')).toBe('discriminator/')
    expect(neighbour(columns, 'discriminator/', 'left')).toBe('generator/l0')
    expect(stops(columns)).toEqual(['generator/l0', 'generator/l1', 'generator/l2', 'discriminator/'])
  })
})
