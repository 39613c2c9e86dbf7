import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dark, light } from '../../../support/theme-tokens'

const read = (file: string) => readFileSync(resolve(import.meta.dirname, '../../../../src-renderer', file), 'utf8')

/** Relative luminance, WCAG 2.1. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (bright + 0.05) / (dim + 0.05)
}

describe.each([
  ['dark', dark],
  ['light', light],
])('the %s theme', (_name, theme) => {
  const token = (name: string): string => {
    const value = theme[name]
    if (value === undefined) throw new Error(`no token ${name}`)
    return value
  }
  const backgrounds = ['bg-0', 'bg-1', 'bg-2']

  it('has the same tokens as the other', () => {
    expect(Object.keys(dark).sort()).toEqual(Object.keys(light).sort())
  })

  it.each(['text-1', 'text-2', 'text-3', 'accent', 'ok', 'warn', 'bad'])(
    'reads %s on every background (AA)',
    (text) => {
      for (const background of backgrounds) expect(contrast(token(text), token(background))).toBeGreaterThanOrEqual(4.5)
    },
  )

  it('reads what stands on filled and tinted areas (AA)', () => {
    expect(contrast(token('on-accent'), token('accent-fill'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(token('on-accent'), token('accent-fill-hover'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast('#ffffff', token('bad-fill'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(token('accent'), token('accent-soft'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(token('text-1'), token('bad-soft'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(token('text-1'), token('warn-soft'))).toBeGreaterThanOrEqual(4.5)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('tells the line of run colour %d from the background (3:1)', (n) => {
    for (const background of ['bg-0', 'bg-1']) {
      expect(contrast(token(`run-${n}`), token(background))).toBeGreaterThanOrEqual(3)
    }
  })

  it('is known to the page before its styles are', () => {
    expect(read('index.html')).toContain(token('bg-0'))
    expect(read('public/theme-at-start.js')).toContain(token('bg-0'))
  })
})
