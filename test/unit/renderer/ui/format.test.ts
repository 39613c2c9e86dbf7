import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes } from '../../../../src-renderer/ui/format/bytes'
import { formatAgo } from '../../../../src-renderer/ui/format/dates'
import { formatDuration, formatTimeLeft } from '../../../../src-renderer/ui/format/durations'
import {
  formatCompact,
  formatCount,
  formatMetric,
  formatPercent,
  formatRate,
  formatSetting,
} from '../../../../src-renderer/ui/format/numbers'

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [999.6, '1.00 k'],
    [1000, '1.00 k'],
    [18_740, '18.7 k'],
    [3_584_001, '3.58 M'],
    [999_700, '1.00 M'],
    [2_500_000_000, '2.50 B'],
    [-1500, '-1.50 k'],
  ])('writes %d in at most three figures and a unit: %s', (value, text) => {
    expect(formatCompact(value)).toBe(text)
  })

  it('separates thousands', () => {
    expect(formatCount(18_740)).toBe('18,740')
  })

  it.each([
    [0, '0'],
    [Math.LN2, '0.6931'],
    [12.345678, '12.35'],
    [99.999, '100.0'],
    [-0.5, '−0.5000'],
    [1234.5, '1235'],
    [0.00012345, '1.23e-4'],
    [1e6, '1.00e6'],
  ])('writes the measured value %d as %s', (value, text) => {
    expect(formatMetric(value)).toBe(text)
  })

  it('tells a value that is not finite from one that is not there', () => {
    expect(formatMetric(null)).toBe('not finite')
    expect(formatMetric(Number.NaN)).toBe('not finite')
    expect(formatMetric(undefined)).toBe('–')
  })

  it('keeps measured values to four significant figures', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 99_999, noNaN: true }), (value) => {
        const read = Number(formatMetric(value))
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 5.001e-4)
      }),
    )
  })

  it.each([
    [0.0002, '2e-4'],
    [0.00025, '2.5e-4'],
    [0.5, '0.5'],
    [64, '64'],
    [0, '0'],
  ])('writes the setting %d as %s', (value, text) => {
    expect(formatSetting(value)).toBe(text)
  })

  it.each([
    [0, '0 %'],
    [0.001, '< 1 %'],
    [0.234, '23 %'],
    [0.9999, '99 %'],
    [1, '100 %'],
  ])('is neither done nor untouched before it is: %d is %s', (share, text) => {
    expect(formatPercent(share)).toBe(text)
  })

  it('writes rates', () => {
    expect(formatRate(1140.4)).toBe('1,140 img/s')
    expect(formatRate(3.14)).toBe('3.1 img/s')
    expect(formatRate(null)).toBe('– img/s')
  })
})

describe('durations', () => {
  it.each([
    [8.44, '8.4 s'],
    [42.4, '42 s'],
    [119, '119 s'],
    [725, '12 min'],
    [3599, '60 min'],
    [3900, '1 h 05 min'],
    [7199, '2 h 00 min'],
    [187_200, '2 d 4 h'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  it('rounds what is left so that the figure stands still', () => {
    expect(formatTimeLeft(43)).toBe('45 s left')
    expect(formatTimeLeft(3)).toBe('a few seconds left')
    expect(formatTimeLeft(725)).toBe('12 min left')
    expect(formatTimeLeft(null)).toBe('time left not known yet')
  })
})

describe('dates', () => {
  const now = Date.UTC(2025, 5, 15, 12)
  it.each([
    [30_000, 'just now'],
    [4 * 60_000, '4 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [30 * 3_600_000, 'yesterday'],
    [5 * 86_400_000, '5 days ago'],
    [40 * 86_400_000, '6 May 2025'],
    [-5000, 'just now'],
  ])('%d ms before now is %s', (past, text) => {
    expect(formatAgo(now - past, now)).toBe(text)
  })
})

describe('sizes', () => {
  it.each([
    [512, '512 bytes'],
    [999.7, '1.0 kB'],
    [47_040_000, '47.0 MB'],
    [135_200_000_000, '135 GB'],
    [99_960_000, '100 MB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})
