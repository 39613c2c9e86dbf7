import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bandOf, unionOf } from '@shared/compare/bands'
import { columnsOf } from '@shared/compare/columns'
import { decimate } from '@shared/compare/decimate'
import { Extremes } from '@shared/compare/extremes'
import { groupRows, statisticsOf, statisticsOfNumbers } from '@shared/compare/group'
import { smooth } from '@shared/compare/smoothing'
import { studentQuantile, welchInterval } from '@shared/compare/welch'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runRow } from '../support/run-rows'

const Numbers = z.array(z.number().nullable()).transform((list) => Float64Array.from(list, (one) => one ?? Number.NaN))
const number = z.number()
const { smoothed, grouped, band, decimated, quantiles, intervals } = z
  .object({
    smoothed: z.array(z.object({ weight: number, values: Numbers, smoothed: Numbers })),
    grouped: z.object({
      rows: z.array(z.tuple([number, number, number.nullable()])),
      groups: z.array(
        z.object({
          rate: number,
          batch: number,
          count: number,
          mean: number,
          std: number.nullable(),
          min: number,
          max: number,
        }),
      ),
    }),
    band: z.object({
      curves: z.array(z.object({ x: Numbers, y: Numbers })),
      x: Numbers,
      count: z.array(number),
      mean: Numbers,
      deviation: Numbers,
      min: Numbers,
      max: Numbers,
    }),
    decimated: z.object({
      x: Numbers,
      y: Numbers,
      from: number,
      to: number,
      columns: number,
      low: Numbers,
      high: Numbers,
      first: Numbers,
      last: Numbers,
    }),
    quantiles: z.array(z.object({ degrees: number, confidence: number, t: number })),
    intervals: z.array(
      z.object({ a: Numbers, b: Numbers, confidence: number, difference: number, low: number, high: number }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'curves.json'), 'utf8')))

function expectClose(actual: Float64Array, expected: Float64Array): void {
  expect(actual.length).toBe(expected.length)
  for (const [index, value] of expected.entries()) {
    const own = actual[index] ?? 0
    if (Number.isNaN(value)) expect(own).toBeNaN()
    else expect(Math.abs(own - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)))
  }
}

test.each(smoothed)('pandas smooths the same with weight $weight', ({ weight, values, smoothed: expected }) => {
  expectClose(smooth(values, weight), expected)
})

test('pandas groups the same and finds the same mean, deviation, extremes and count', () => {
  const rows = grouped.rows.map(([rate, batch, value], index) =>
    runRow({ number: index + 1, settings: { rate, batch }, trainingSeconds: value }),
  )
  const columns = columnsOf(rows)
  const by = columns.filter(({ id }) => id === 'rate' || id === 'batch')
  const [seconds] = columns.filter(({ id }) => id === 'seconds')
  const groups = groupRows(rows, by)
  expect(groups.map(({ values }) => values)).toEqual(grouped.groups.map(({ rate, batch }) => [rate, batch]))
  for (const [index, expected] of grouped.groups.entries()) {
    const found = seconds && statisticsOf(seconds, groups[index]?.rows ?? [])
    expect(found).toMatchObject({ count: expected.count, min: expected.min, max: expected.max })
    expect(found?.mean).toBeCloseTo(expected.mean, 10)
    if (expected.std === null) expect(found?.deviation).toBeNull()
    else expect(found?.deviation).toBeCloseTo(expected.std, 10)
  }
})

test('pandas aligns curves to the same mean and band', () => {
  const found = bandOf(band.curves, unionOf(band.curves))
  expect([...found.x]).toEqual([...band.x])
  expect([...found.count]).toEqual(band.count)
  expectClose(found.mean, band.mean)
  expectClose(found.deviation, band.deviation)
  expectClose(found.min, band.min)
  expectClose(found.max, band.max)
})

test('each column of pixels keeps what NumPy finds in it', () => {
  const { x, y, from, to, columns } = decimated
  const kept = decimate({ x, y }, new Extremes(y), { from, to, columns, scale: 'linear' })
  const width = (to - from) / columns
  for (const [column, low] of decimated.low.entries()) {
    const values = [...kept].filter((index) => Math.floor((x[index] ?? 0) / width) === column).map((index) => y[index])
    const sorted = values.map(Number).sort((a, b) => a - b)
    expect([sorted[0], sorted.at(-1), values[0], values.at(-1)]).toEqual([
      low,
      decimated.high[column],
      decimated.first[column],
      decimated.last[column],
    ])
  }
  expect(kept.length).toBeLessThan(x.length / 10)
})

test('SciPy has the same quantiles of Student’s distribution and the same intervals of Welch', () => {
  for (const { degrees, confidence, t } of quantiles) {
    expect(Math.abs(studentQuantile(degrees, confidence) / t - 1)).toBeLessThan(1e-9)
  }
  for (const { a, b, confidence, ...expected } of intervals) {
    const [first, second] = [statisticsOfNumbers([...a]), statisticsOfNumbers([...b])]
    const found = first && second && welchInterval(first, second, confidence)
    expect(found?.difference).toBeCloseTo(expected.difference, 9)
    expect(found?.low).toBeCloseTo(expected.low, 9)
    expect(found?.high).toBeCloseTo(expected.high, 9)
  }
})
