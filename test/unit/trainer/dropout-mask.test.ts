import { readFile } from 'node:fs/promises'
import { stream } from '@shared/random/generator'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assemble, kernelSource } from '../../../scripts/build-kernels.mjs'
import { maskBinary } from '../../../src-main/trainer/compute/kernels/mask-binary'
import { fillDropoutMask } from '../../../src-main/trainer/dropout-mask'

const seed = fc.nat({ max: Number.MAX_SAFE_INTEGER })

describe('a dropout mask', () => {
  test('has zeros at the rate, and keeps the expectation at 1', () => {
    fc.assert(
      fc.property(seed, fc.double({ min: 0.01, max: 0.95, noNaN: true }), (value, rate) => {
        const mask = new Float32Array(20_000)
        fillDropoutMask(mask, rate, stream(value, 'test').state)
        const kept = Math.fround(1 / (1 - rate))
        expect(mask.every((entry) => entry === 0 || entry === kept)).toBe(true)
        const zeros = mask.filter((entry) => entry === 0).length / mask.length
        expect(Math.abs(zeros - rate)).toBeLessThan(6 * Math.sqrt((rate * (1 - rate)) / mask.length))
      }),
      { numRuns: 20, seed: 1 },
    )
  })

  test('compares the integers of the generator with the rate, one for each value', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 50 }) }, fc.constantFrom(16_383, 16_384, 32_769)),
        (value, rate, size) => {
          const drawn = stream(value, 'mask')
          const mask = new Float32Array(size)
          fillDropoutMask(mask, rate, drawn.state)
          const keep = Math.fround(1 / (1 - rate))
          expect(mask).toEqual(Float32Array.from({ length: size }, () => (drawn.uint32() >= rate * 2 ** 32 ? keep : 0)))
        },
      ),
    )
  })

  test('keeps nothing at a rate of almost 1', () => {
    const mask = new Float32Array(100)
    fillDropoutMask(mask, 1 - 2 ** -40, stream(1, 'mask').state)
    expect(mask.every((value) => value === 0)).toBe(true)
  })

  test('is made by the kernel whose source is beside it', async () => {
    expect(Buffer.from(maskBinary, 'base64')).toEqual(Buffer.from(await assemble(kernelSource('mask'))))
    expect(await readFile(kernelSource('mask'), 'utf8')).toContain('(func (export "mask")')
  })
})
