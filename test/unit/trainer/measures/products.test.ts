import { stream } from '@shared/random/generator'
import { expect, test } from 'vitest'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import type { Points } from '../../../../src-main/trainer/measures/points'
import { EngineProducts, plainProducts } from '../../../../src-main/trainer/measures/products'

function points(count: number, seed: number): Points {
  const values = new Float32Array(count * 5)
  stream(seed, 'points').fillNormal(values)
  return { count, size: 5, values }
}

test('an engine’s scalar products are JavaScript’s, for any number of points', async () => {
  const products = new EngineProducts(engines['compiled-cpu'])
  try {
    for (const [rows, columns] of [
      [40, 33],
      [3, 16],
      [17, 2],
    ] as const) {
      const [a, b] = [points(rows, 1), points(columns, 2)]
      const [found, expected] = [await products.of(a, b), await plainProducts.of(a, b)]
      expect(found).toHaveLength(expected.length)
      for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5)
    }
  } finally {
    products.dispose()
  }
})
