import type { ImageShape } from '@shared/architecture/spec'
import { stream } from '@shared/random/generator'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frechetDistance } from '../../../../src-main/trainer/measures/frechet-distance'
import { kernelDistance } from '../../../../src-main/trainer/measures/kernel-distance'
import { levelsOf } from '../../../../src-main/trainer/measures/laplacian'
import { type Moments, momentsOf } from '../../../../src-main/trainer/measures/moments'
import { paceOf } from '../../../../src-main/trainer/measures/pace'
import { type Points, requireFinitePoints } from '../../../../src-main/trainer/measures/points'
import { precisionRecall } from '../../../../src-main/trainer/measures/precision-recall'
import { plainProducts } from '../../../../src-main/trainer/measures/products'
import { PatchSet, slicedWasserstein } from '../../../../src-main/trainer/measures/sliced-wasserstein'

const pace = paceOf()

const gaussian = (mean: readonly number[], covariance: readonly (readonly number[])[]): Moments => ({
  size: mean.length,
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(covariance.flat()),
})

describe('the Fréchet distance of two Gaussians', () => {
  test('with diagonal covariances is that of their means and deviations', async () => {
    const a = gaussian([1, 2, 3], [[4, 0, 0], [0, 9, 0], [0, 0, 0]]) // biome-ignore format: a matrix
    const b = gaussian([1, 0, 2], [[1, 0, 0], [0, 4, 0], [0, 0, 25]]) // biome-ignore format: a matrix
    expect(await frechetDistance(a, b, pace)).toBeCloseTo(4 + 1 + 1 + 1 + 25, 12)
    expect(await frechetDistance(b, a, pace)).toBeCloseTo(32, 12)
  })

  test('in the plane follows from the trace and determinant of the product', async () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true })
    const covariance = fc.tuple(number, number, number, number).map(([p, q, r, s]) => {
      const mixed = p * r + q * s
      return [p * p + q * q, mixed, mixed, r * r + s * s] as const
    })
    await fc.assert(
      fc.asyncProperty(covariance, covariance, async ([a, b, , d], [e, f, , h]) => {
        const [trace, determinant] = [a * e + 2 * b * f + d * h, (a * d - b * b) * (e * h - f * f)]
        const root = Math.sqrt(trace + 2 * Math.sqrt(Math.max(0, determinant)))
        const expected = a + d + e + h - 2 * root
        const found = await frechetDistance(
          gaussian([0, 0], [[a, b], [b, d]]), // biome-ignore format: matrices
          gaussian([0, 0], [[e, f], [f, h]]), // biome-ignore format: matrices
          pace,
        )
        expect(Math.abs(found - expected)).toBeLessThan(1e-5 * (1 + a + d + e + h))
      }),
    )
  })
})

test('moments are those of statistics, with n − 1', async () => {
  const { mean, covariance } = await momentsOf({ count: 3, size: 2, values: Float32Array.of(1, 2, 3, 2, 5, 8) }, pace)
  expect([...mean]).toEqual([3, 4])
  expect([...covariance]).toEqual([4, 6, 6, 12])
})

/** Points spread evenly over a disk of radius 1 around (x, 0). */
function disk(count: number, x: number, seed: number): Points {
  const random = stream(seed, 'disk')
  const values = new Float32Array(2 * count)
  for (let i = 0; i < count; i++) {
    const [radius, angle] = [Math.sqrt(random.uniform()), 2 * Math.PI * random.uniform()]
    values.set([x + radius * Math.cos(angle), radius * Math.sin(angle)], 2 * i)
  }
  return { count, size: 2, values }
}

/** The share of a unit disk that lies in another one, `shift` away. */
const overlap = (shift: number): number =>
  shift >= 2 ? 0 : (2 * Math.acos(shift / 2) - (shift / 2) * Math.sqrt(4 - shift * shift)) / Math.PI

/** Precision, recall, density and coverage straight from their definitions, one distance at a time. */
function plainPrecisionRecall(real: Points, fake: Points) {
  const distance = (a: Points, i: number, b: Points, j: number): number => {
    let sum = 0
    for (let k = 0; k < a.size; k++) sum += ((a.values[i * a.size + k] ?? 0) - (b.values[j * b.size + k] ?? 0)) ** 2
    return sum
  }
  const indices = ({ count }: Points) => Array.from({ length: count }, (_, i) => i)
  const nearest = (points: Points, i: number): number[] =>
    indices(points)
      .filter((j) => j !== i)
      .map((j) => distance(points, i, points, j))
      .sort((a, b) => a - b)
  const [ofReal, ofFake] = [real, fake].map((points) => indices(points).map((i) => nearest(points, i).slice(0, 5)))
  const at = (rows: number[][] | undefined, k: number) => (rows ?? []).map((row) => row[k - 1] ?? 0)
  const [real3, real5, fake3] = [at(ofReal, 3), at(ofReal, 5), at(ofFake, 3)]
  let [inside, recalled, covered] = [0, 0, 0]
  const precise = new Set<number>()
  for (const i of indices(real)) {
    let [inFake, holds] = [false, false]
    for (const j of indices(fake)) {
      const apart = distance(real, i, fake, j)
      if (apart <= (real3[i] ?? 0)) precise.add(j)
      if (apart <= (fake3[j] ?? 0)) inFake = true
      if (apart > (real5[i] ?? 0)) continue
      inside++
      holds = true
    }
    recalled += inFake ? 1 : 0
    covered += holds ? 1 : 0
  }
  return {
    precision: precise.size / fake.count,
    recall: recalled / real.count,
    density: inside / (5 * fake.count),
    coverage: covered / real.count,
  }
}

describe('precision and recall', () => {
  test.each([0, 0.5, 1, 1.5, 3])('of disks that are %f apart are the share of their overlap', async (shift) => {
    const measured = await precisionRecall(disk(1000, 0, 1), disk(1000, shift, 2), plainProducts, pace)
    const expected = overlap(shift)
    expect(Math.abs(measured.precision - expected)).toBeLessThan(0.06)
    expect(Math.abs(measured.recall - expected)).toBeLessThan(0.06)
    expect(Math.abs(measured.density - expected)).toBeLessThan(0.06)
    expect(Math.abs(measured.coverage - expected)).toBeLessThan(0.06)
  })

  test('of fakes that are all one real image: precise, and nothing recalled', async () => {
    const real = disk(400, 0, 1)
    const fake = { count: 50, size: 2, values: Float32Array.from({ length: 100 }, (_, i) => real.values[i % 2] ?? 0) }
    const measured = await precisionRecall(real, fake, plainProducts, pace)
    expect(measured.precision).toBe(1)
    expect(measured.recall).toBeLessThan(0.01)
    expect(measured.coverage).toBeLessThan(0.05)
  })

  test('are those of the plain formulas, also over several blocks, with equal points and far from the origin', async () => {
    const [real, others] = [disk(1100, 0, 3), disk(300, 0.4, 4)]
    // Some fakes are real ones: ties, and distances of 0.
    const fake = { ...others, values: Float32Array.from(others.values, (x, i) => (i < 60 ? (real.values[i] ?? 0) : x)) }
    const moved = ({ values, ...rest }: Points): Points => ({ ...rest, values: values.map((x) => x + 50) })
    const plain = plainPrecisionRecall(real, fake)
    expect(await precisionRecall(real, fake, plainProducts, pace)).toEqual(plain)
    const far = await precisionRecall(moved(real), moved(fake), plainProducts, pace)
    for (const name of ['precision', 'recall', 'density', 'coverage'] as const) {
      expect(far[name]).toBeCloseTo(plain[name], 2)
    }
  })

  test('need neighbours', async () => {
    await expect(precisionRecall(disk(5, 0, 1), disk(50, 0, 2), plainProducts, pace)).rejects.toMatchObject({
      code: 'TOO_FEW_SAMPLES',
    })
  })
})

describe('the kernel distance', () => {
  test('is near 0 for one distribution and large for two', async () => {
    const [a, b, far] = [disk(2000, 0, 1), disk(2000, 0, 2), disk(2000, 1, 3)]
    const same = await kernelDistance(a, b, 1, plainProducts, pace)
    expect(Math.abs(same.value)).toBeLessThan(0.01)
    expect(same.error).toBeGreaterThan(0)
    expect((await kernelDistance(a, far, 1, plainProducts, pace)).value).toBeGreaterThan(1)
  })

  test('needs two samples of each', async () => {
    const lonely = kernelDistance(disk(1, 0, 1), disk(9, 0, 2), 1, plainProducts, pace)
    await expect(lonely).rejects.toMatchObject({ code: 'TOO_FEW_SAMPLES' })
  })
})

describe('the sliced Wasserstein distance', () => {
  const image: ImageShape = { height: 30, width: 28, channels: 3 }
  const noise = (seed: number, count: number): Float32Array => {
    const values = new Float32Array(count * image.height * image.width * image.channels)
    stream(seed, 'noise').fillUniform(values, -1, 1)
    return values
  }
  const stripes = (count: number): Float32Array =>
    noise(9, count).map((value, i) => (Math.floor(i / image.channels) % 2 === 0 ? 0.5 : -0.5) + 0.1 * value)
  const patches = (values: Float32Array, name: string): PatchSet => {
    const set = new PatchSet(image, 4, 5, name)
    set.add(values)
    return set
  }

  test('is 0 for the same patches, small for one distribution and larger for two', async () => {
    const real = patches(noise(1, 4), 'real')
    expect(await slicedWasserstein(real, patches(noise(1, 4), 'real'), 5, plainProducts, pace)).toBe(0)
    const same = await slicedWasserstein(real, patches(noise(2, 4), 'fake'), 5, plainProducts, pace)
    const other = await slicedWasserstein(real, patches(stripes(4), 'fake'), 5, plainProducts, pace)
    expect(same).toBeGreaterThan(0)
    expect(other).toBeGreaterThan(3 * same)
  })

  test('is a number for pictures without any spread', async () => {
    const flat = new Float32Array(noise(1, 4).length)
    expect(await slicedWasserstein(patches(flat, 'real'), patches(flat, 'fake'), 5, plainProducts, pace)).toBe(0)
  })

  test('looks at levels down to sides of 14', () => {
    expect([levelsOf({ height: 4, width: 4 }), levelsOf({ height: 28, width: 28 })]).toEqual([1, 2])
    expect([levelsOf({ height: 64, width: 64 }), levelsOf({ height: 128, width: 60 })]).toEqual([3, 3])
  })
})

test('cancelled work ends', async () => {
  const controller = new AbortController()
  controller.abort(new Error('cancelled'))
  const work = precisionRecall(disk(4000, 0, 1), disk(4000, 0, 2), plainProducts, paceOf(controller.signal))
  await expect(work).rejects.toThrow('cancelled')
})

test('points that are not finite are refused', () => {
  expect(() =>
    requireFinitePoints('The features', { count: 1, size: 2, values: Float32Array.of(1, Number.NaN) }),
  ).toThrow('not finite')
})
