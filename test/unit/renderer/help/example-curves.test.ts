import { expect, it } from 'vitest'
import {
  type ExampleCurves,
  exampleCurves,
  examplePoints,
  polyline,
} from '../../../../src-renderer/help/example-curves'

const byId = (id: ExampleCurves['id']): ExampleCurves => {
  const found = exampleCurves.find((one) => one.id === id)
  if (!found) throw new Error(`there is no example ${id}`)
  return found
}
const late = (values: readonly number[]): readonly number[] => values.slice(Math.floor(values.length * 0.6))
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values)

it('shows probabilities', () => {
  for (const { real, fake } of exampleCurves) {
    expect([real.length, fake.length]).toEqual([examplePoints, examplePoints])
    for (const value of [...real, ...fake]) {
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(1)
    }
  }
})

it('shows what its words say', () => {
  const healthy = byId('healthy')
  for (const [i, real] of healthy.real.entries()) expect(real).toBeGreaterThan(healthy.fake[i] ?? 1)
  expect(mean(late(healthy.real)) - mean(late(healthy.fake))).toBeLessThan(
    (healthy.real[0] ?? 0) - (healthy.fake[0] ?? 0),
  )
  const saturated = byId('saturated')
  expect(Math.min(...late(saturated.real))).toBeGreaterThan(0.95)
  expect(Math.max(...late(saturated.fake))).toBeLessThan(0.05)
  const collapse = byId('collapse')
  expect(spread(late(collapse.fake))).toBeGreaterThan(3 * spread(late(healthy.fake)))
})

it('draws upwards', () => {
  expect(polyline([0, 1, 0.5], 10, 4)).toBe('0.0,4.0 5.0,0.0 10.0,2.0')
})
