import { catalogue } from '@shared/architecture/edit/catalogue'
import { functions } from '@shared/architecture/edit/functions'
import { layers } from '@shared/architecture/layers/registry'
import { describe, expect, it } from 'vitest'
import {
  initialisers,
  parseShape,
  partsOf,
  rangeOf,
  refusalOf,
  type Setting,
  settingsOf,
  withRefusal,
  withSetting,
} from '../../../../src-renderer/architecture/settings'

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

  it('says of a refused number which ones are possible', () => {
    const said = settingsOf({ ...conv, initialiser: initialisers.normal.start }).flatMap((setting) => [
      ...(setting.kind.type === 'number' ? [refusalOf(setting.kind, 'Too small')] : []),
      ...partsOf(setting).map(({ kind }) => refusalOf(kind, 'Too small')),
    ])
    expect(said.slice(0, 2)).toEqual(['Possible: whole numbers, 1 to 65,536', 'Possible: whole numbers, 1 to 64'])
    expect(said).toContain('Possible: numbers')
    expect(refusalOf({ type: 'shape' }, 'Too small')).toBe('Too small')
  })

  /** A setting with each of the values that its menu offers. */
  const choices = (setting: Setting): Setting[] => {
    const { type } = setting.kind
    if (type !== 'initialiser' && type !== 'function') return []
    return Object.values(type === 'initialiser' ? initialisers : functions).map(({ start }) => ({
      ...setting,
      value: start,
    }))
  }

  it('explains every setting of every layer, and every number inside of one, with its range', () => {
    const inside = new Set<string>()
    for (const type of Object.keys(layers)) {
      const entry = Object.entries(catalogue).find(([name]) => name === type)?.[1]
      const layer = entry?.create([4, 4, 8])
      if (!layer) throw new Error(`no ${type} in the palette`)
      for (const setting of settingsOf(layer)) {
        expect(setting.meaning, `${type}: ${setting.label}`).not.toBe('')
        if (setting.kind.type === 'number') expect(rangeOf(setting.kind), `${type}: ${setting.label}`).not.toBe('')
        for (const choice of choices(setting)) {
          const numbers = Object.entries(choice.value ?? {}).filter(([, value]) => typeof value === 'number')
          expect(partsOf(choice).map(({ key, value }) => [key, value])).toEqual(numbers)
          for (const { key, label, meaning, kind } of partsOf(choice)) {
            inside.add(key)
            expect(label, key).not.toBe(key)
            expect(meaning, key).not.toBe('')
            expect(rangeOf(kind), key).not.toBe('')
          }
        }
      }
    }
    expect([...inside].sort()).toEqual(['deviation', 'gain', 'mean', 'slope', 'value'])
  })

  it('has the numbers inside of a setting with their units and ranges', () => {
    const rows = (label: string, value: unknown) => {
      const setting = settingsOf(conv).find((one) => one.label === label)
      if (!setting) throw new Error(`no setting is called ${label}`)
      return partsOf({ ...setting, value }).map((part) => [part.label, part.unit, rangeOf(part.kind)])
    }
    expect(rows('Weights start', initialisers.normal.start)).toEqual([
      ['Mean', '', 'any number'],
      ['Deviation', '', 'above 0'],
    ])
    expect(rows('Weights start', initialisers.orthogonal.start)).toEqual([['Gain', '×', 'above 0, up to 100']])
    expect(rows('Weights start', initialisers['he-normal'].start)).toEqual([])
    const leaky = settingsOf({ type: 'activation', function: functions['leaky-relu'].start })
    expect(leaky.flatMap(partsOf).map((part) => [part.label, part.unit, rangeOf(part.kind)])).toEqual([
      ['Slope', '×', '0 to 1'],
    ])
  })

  it('keeps a refusal where it was typed until that is changed', () => {
    const [initialiser, mean, deviation] = ['initialiser', 'mean', 'deviation']
    let refused = withRefusal({}, initialiser, deviation, 'too small')
    refused = withRefusal(refused, 'units', '', 'not whole')
    expect(refused).toEqual({ initialiser: { deviation: 'too small' }, units: { '': 'not whole' } })
    const { units } = refused
    refused = withRefusal(refused, initialiser, mean, undefined)
    expect(refused).toEqual({ initialiser: { deviation: 'too small' }, units: { '': 'not whole' } })
    expect(refused['units']).toBe(units)
    expect(withRefusal(refused, initialiser, deviation, undefined)).toEqual({ units: { '': 'not whole' } })
    // Another initialiser has other numbers.
    expect(withRefusal(refused, initialiser, '', undefined)).toEqual({ units: { '': 'not whole' } })
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
