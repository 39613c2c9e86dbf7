import { describe, expect, it } from 'vitest'
import { layerFacts } from '../../../../src-renderer/architecture/layer-facts'
import {
  parseSource,
  sourceKey,
  sourceMenu,
  sourceOfQuery,
  specOf,
} from '../../../../src-renderer/architecture/sources'
import { quickConfig, quickRun } from '../training/quick-config'

const library = {
  presets: [{ id: 'mlp-small', title: 'Small', summary: '', datasets: ['mnist'], config: quickConfig }],
  saved: [],
}

describe('sources', () => {
  it('reads back what it wrote, and nothing else', () => {
    for (const type of ['preset', 'run', 'saved'] as const) {
      expect(parseSource(sourceKey({ type, id: 'some-id' }))).toEqual({ type, id: 'some-id' })
    }
    for (const wrong of ['', 'run', 'run:', 'file:x']) expect(parseSource(wrong)).toBeUndefined()
  })

  it('takes a run from the address before a preset', () => {
    expect(sourceOfQuery({ preset: 'a', run: 'b' })).toEqual({ type: 'run', id: 'b' })
    expect(sourceOfQuery({ preset: ['a'] })).toBeUndefined()
  })

  it('finds a preset’s architecture and lists groups that have entries', () => {
    expect(specOf(library, { type: 'preset', id: 'mlp-small' })).toBe(quickConfig.architecture)
    expect(specOf(library, { type: 'preset', id: 'gone' })).toBeUndefined()
    expect(sourceMenu(library, [quickRun]).map(({ label }) => label)).toEqual(['Presets', 'Runs'])
    expect(sourceMenu(library, []).map(({ label }) => label)).toEqual(['Presets'])
  })
})

describe('layerFacts', () => {
  it('tells every setting with what it means', () => {
    const facts = layerFacts({
      type: 'conv2d',
      filters: 64,
      kernel: 4,
      stride: 2,
      padding: 1,
      bias: false,
      initialiser: { type: 'normal', mean: 0, deviation: 0.02 },
      biasInitialiser: { type: 'constant', value: 0 },
    })
    expect(facts.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'Filters 64',
      'Kernel 4×4 px',
      'Stride 2 px',
      'Padding 1 px',
      'Bias no',
      'Weights start as N(0, 0.02)',
    ])
    expect(facts.every(({ meaning }) => meaning.length > 0)).toBe(true)
  })
})
