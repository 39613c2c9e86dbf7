import { catalogue } from '@shared/architecture/edit/catalogue'
import { layers } from '@shared/architecture/layers/registry'
import { describe, expect, it } from 'vitest'
import { parseShape, rangeOf, settingsOf, withSetting } from '../../../../src-renderer/architecture/settings'

const conv = catalogue.conv2d.create([32, 32, 3])

describe('settings', () => {
  it('has every setting with its kind, unit, range and meaning', () => {
    const rows = settingsOf(conv).map(({ label, unit, kind, value }) => [label, unit, kind.type, rangeOf(kind), value])
    expect(rows.slice(0, 5)).toEqual([
      ['Filters', '', 'number', '1 to 65,536', 64],
      ['Kernel', 'px', 'number', '1 to 64', 4],
      ['Stride', 'px', 'number', '1 to 16', 2],
      ['Padding', 'px', 'number', '0 to 32', 1],
      ['Bias', '', 'toggle', '', true],
    ])
    expect(rows.slice(5).map(([label, , kind]) => [label, kind])).toEqual([
      ['Weights start', 'initialiser'],
      ['Biases start', 'initialiser'],
      ['Spectral norm', 'toggle'],
    ])
  })

  it('explains every setting of every layer', () => {
    for (const type of Object.keys(layers)) {
      const entry = Object.entries(catalogue).find(([name]) => name === type)?.[1]
      const layer = entry?.create([4, 4, 8])
      if (!layer) throw new Error(`no ${type} in the palette`)
      for (const { label, meaning } of settingsOf(layer)) expect(meaning, `${type}: ${label}`).not.toBe('')
    }
  })

  it('changes a setting, or says why that cannot be', () => {
    expect(withSetting(conv, 'stride', 1)).toMatchObject({ ok: true, layer: { stride: 1, filters: 64 } })
    expect(withSetting(conv, 'stride', 0).ok).toBe(false)
    expect(withSetting(conv, 'stride', null).ok).toBe(false)
    expect(withSetting(conv, 'surprise', 1).ok).toBe(false)
  })

  it('reads shapes as they are typed', () => {
    expect(['4×4×256', '4x4x256', '4, 4, 256', '4 4 256'].map(parseShape)).toEqual(Array(4).fill([4, 4, 256]))
    expect(['', '4×', '4×4×4×4', '-1', '1.5', 'a'].map(parseShape)).toEqual(Array(6).fill(undefined))
  })
})
