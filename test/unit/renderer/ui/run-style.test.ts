import { runTitle } from '@shared/runs/title'
import { describe, expect, it } from 'vitest'
import { runStyle } from '../../../../src-renderer/ui/run-style'
import { statusNote } from '../../../../src-renderer/ui/run-words'

const styles = Array.from({ length: 64 }, (_, i) => runStyle(i + 1))

describe('runStyle', () => {
  it('gives the first eight runs eight colours and eight dashes', () => {
    const first = styles.slice(0, 8)
    expect(new Set(first.map(({ token }) => token)).size).toBe(8)
    expect(new Set(first.map(({ dash }) => dash.join())).size).toBe(8)
  })

  it('gives no two of 64 runs the same colour and dash', () => {
    expect(new Set(styles.map(({ token, dash }) => `${token} ${dash.join()}`)).size).toBe(64)
  })

  it('draws the first run solid', () => {
    expect(runStyle(1).dash).toEqual([])
  })
})

describe('words for runs', () => {
  it('does not say the number twice', () => {
    expect(runTitle({ number: 3, name: 'Run 3' })).toBe('Run 3')
    expect(runTitle({ number: 3, name: 'flowers' })).toBe('Run 3 · flowers')
  })

  it('says why a run stands where it stands', () => {
    expect(statusNote({ state: 'interrupted', reason: 'The trainer ended without a word.' })).toMatch(/trainer ended/)
    expect(statusNote({ state: 'preparing', phase: 'Compiling' })).toBe('Compiling')
    expect(statusNote({ state: 'running' })).toBeUndefined()
  })
})
