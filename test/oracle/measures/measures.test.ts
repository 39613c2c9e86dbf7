import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { eigenvaluesOf } from '../../../src-main/trainer/measures/eigenvalues'
import { frechetDistance } from '../../../src-main/trainer/measures/frechet-distance'
import { kernelDistance } from '../../../src-main/trainer/measures/kernel-distance'
import { laplacianPyramid } from '../../../src-main/trainer/measures/laplacian'
import { momentsOf } from '../../../src-main/trainer/measures/moments'
import { paceOf } from '../../../src-main/trainer/measures/pace'
import type { Points } from '../../../src-main/trainer/measures/points'
import { precisionRecall } from '../../../src-main/trainer/measures/precision-recall'
import { plainProducts } from '../../../src-main/trainer/measures/products'
import { PatchSet, slicedWasserstein } from '../../../src-main/trainer/measures/sliced-wasserstein'

const Floats = z.string().transform((text) => new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer))
const Reference = z.object({
  points: z.record(
    z.string(),
    z.object({
      size: z.int(),
      real: Floats,
      fake: Floats,
      frechet: z.number(),
      kernel: z.number(),
      precision: z.number(),
      recall: z.number(),
      density: z.number(),
      coverage: z.number(),
    }),
  ),
  symmetric: z.object({ size: z.int(), values: z.array(z.number()), eigenvalues: z.array(z.number()) }),
  line: z.object({ a: Floats, b: Floats, wasserstein: z.number() }),
  pyramids: z.array(
    z.object({ shape: z.tuple([z.int(), z.int(), z.int()]), picture: Floats, levels: z.array(Floats) }),
  ),
})

const reference = Reference.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8')))
const pace = paceOf()
const pointsOf = (values: Float32Array, size: number): Points => ({ count: values.length / size, size, values })

describe.each(Object.entries(reference.points))('points: %s', (_name, expected) => {
  const [real, fake] = [pointsOf(expected.real, expected.size), pointsOf(expected.fake, expected.size)]

  test('the Fréchet distance is SciPy’s', async () => {
    const distance = await frechetDistance(await momentsOf(real, pace), await momentsOf(fake, pace), pace)
    expect(Math.abs(distance / expected.frechet - 1)).toBeLessThan(1e-8)
  })

  test('the kernel distance is NumPy’s', async () => {
    const { value, error } = await kernelDistance(real, fake, 1, plainProducts, pace)
    expect(Math.abs(value / expected.kernel - 1)).toBeLessThan(1e-9)
    expect(error).toBeNull()
  })

  test('precision, recall, density and coverage are those of scikit-learn’s neighbours', async () => {
    const measured = await precisionRecall(real, fake, plainProducts, pace)
    const { precision, recall, density, coverage } = expected
    expect(measured.precision).toBeCloseTo(precision, 12)
    expect(measured.recall).toBeCloseTo(recall, 12)
    expect(measured.density).toBeCloseTo(density, 12)
    expect(measured.coverage).toBeCloseTo(coverage, 12)
  })
})

test('eigenvalues are SciPy’s', async () => {
  const { size, values, eigenvalues } = reference.symmetric
  const found = await eigenvaluesOf({ size, values: Float64Array.from(values) }, pace)
  for (const [i, value] of eigenvalues.entries()) expect(found[i]).toBeCloseTo(value, 12)
})

test('on pictures of one pixel the sliced distance is SciPy’s Wasserstein distance of the standardised values', async () => {
  const set = (values: Float32Array, name: string) => {
    const patches = new PatchSet({ height: 1, width: 1, channels: 1 }, values.length, 3, name)
    patches.add(values)
    return patches
  }
  const { a, b, wasserstein } = reference.line
  const distance = await slicedWasserstein(set(a, 'real'), set(b, 'fake'), 3, plainProducts, pace)
  expect(Math.abs(distance / (1000 * wasserstein) - 1)).toBeLessThan(1e-5)
})

test.each(reference.pyramids)(
  'a Laplacian pyramid is SciPy’s',
  ({ shape: [height, width, channels], picture, levels }) => {
    const found = laplacianPyramid({ height, width, channels, values: picture })
    expect(found).toHaveLength(levels.length)
    for (const [index, level] of levels.entries()) {
      const values = found[index]?.values ?? new Float32Array()
      expect(values).toHaveLength(level.length)
      expect(Math.max(...values.map((value, i) => Math.abs(value - (level[i] ?? 0))))).toBeLessThan(1e-6)
    }
  },
)
