import { describe, expect, it } from 'vitest'
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
