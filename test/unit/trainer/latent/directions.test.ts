import { stream } from '@shared/random/generator'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directionsOf } from '../../../../src-main/trainer/latent/directions'
import { principals } from '../../../../src-main/trainer/latent/principal'
import { tinyConfig } from '../../../support/tiny-run'

const network = tinyConfig.architecture.networks.generator
const tensors = [{ name: 'generator/hidden/kernel', shape: [3, 12], trainable: true }]

describe('principal directions', () => {
  it('are eigenvectors of the largest eigenvalues, orthonormal and in their order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat({ max: 1000 }), (size, seed) => {
        const random = stream(seed, 'test')
        const half = Array.from({ length: size }, () => Array.from({ length: size + 3 }, () => random.normal()))
        const gram = half.map((a) => half.map((b) => a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0)))
        const found = principals(Float64Array.from(gram.flat()), size, 4)
        const trace = gram.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)
        for (const [i, { direction, variance }] of found.entries()) {
          if (i > 0) expect(variance).toBeLessThanOrEqual((found[i - 1]?.variance ?? 0) + 1e-9)
          const image = gram.map((row) => row.reduce((sum, value, k) => sum + value * (direction[k] ?? 0), 0))
          const residual = Math.hypot(...image.map((value, k) => value - variance * (direction[k] ?? 0)))
          expect(residual / trace).toBeLessThan(1e-3)
          expect(Math.hypot(...direction)).toBeCloseTo(1, 9)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('of a generator are where its first layer is most sensitive', () => {
    // The second number counts three times as much as the third, the first not at all.
    const kernel = new Float32Array(36)
    kernel[12] = 3
    kernel[24 + 5] = 1
    const found = directionsOf(network, tensors, { 'generator/hidden/kernel': kernel }, 3)
    expect(found.map(({ name }) => name)).toEqual(['PC1', 'PC2', 'PC3'])
    expect(found.map(({ share }) => share)).toEqual([
      expect.closeTo(0.9, 9),
      expect.closeTo(0.1, 9),
      expect.closeTo(0, 9),
    ])
    expect(found[0]?.values).toEqual([expect.closeTo(0, 9), expect.closeTo(1, 9), expect.closeTo(0, 9)])
  })

  it('are not told where the latent does not go into one layer', () => {
    const [z] = network.layers
    if (!z) throw new Error('no input')
    const split = { ...network, layers: [...network.layers, { ...z, name: 'again', inputs: ['z'] }] }
    expect(directionsOf(split, tensors, {}, 3)).toEqual([])
  })
})
