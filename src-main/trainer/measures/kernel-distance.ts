import { stream } from '@shared/random/generator'
import type { Pace } from './pace'
import { type Points, requireCount } from './points'
import type { Products } from './products'

/** Most points of one set in a block. */
const BLOCK = 1000

/** The mean over blocks of equal size, and its standard error; null for one block. */
export interface KernelDistance {
  readonly value: number
  readonly error: number | null
}

/** The points of the given indices. */
function gather({ size, values }: Points, indices: Uint32Array): Points {
  const gathered = new Float32Array(indices.length * size)
  for (const [at, index] of indices.entries()) {
    gathered.set(values.subarray(index * size, index * size + size), at * size)
  }
  return { count: indices.length, size, values: gathered }
}

/** The sum of (x·y / size + 1)³ over all pairs, without those of a point with itself where `others` is set. */
async function kernelSum(a: Points, b: Points, others: boolean, products: Products): Promise<number> {
  const inner = await products.of(a, b)
  let sum = 0
  for (let i = 0; i < a.count; i++) {
    for (let j = 0; j < b.count; j++) {
      if (others && i === j) continue
      const base = (inner[i * b.count + j] ?? 0) / a.size + 1
      sum += base * base * base
    }
  }
  return sum
}

/**
 * The kernel distance (of features: KID; Bińkowski et al. 2018, section 3): the unbiased estimate of the squared maximum
 * mean discrepancy (Gretton et al. 2012, equation 3) with the kernel (x·y / size + 1)³, as the mean over disjoint random
 * blocks. It may be slightly negative for equal distributions.
 * @throws StudioError `TOO_FEW_SAMPLES`
 */
export async function kernelDistance(
  real: Points,
  fake: Points,
  seed: number,
  products: Products,
  pace: Pace,
): Promise<KernelDistance> {
  const why = 'the unbiased estimate compares each with the others of its set'
  requireCount('The kernel distance', real, 2, why)
  requireCount('The kernel distance', fake, 2, why)
  const count = Math.min(real.count, fake.count)
  const size = Math.min(BLOCK, count)
  const order = (purpose: string, length: number): Uint32Array => {
    const indices = Uint32Array.from({ length }, (_, i) => i)
    stream(seed, purpose).shuffle(indices)
    return indices
  }
  const [ofReal, ofFake] = [order('kernel-distance/real', real.count), order('kernel-distance/fake', fake.count)]
  const values: number[] = []
  for (let start = 0; start + size <= count; start += size) {
    const x = gather(real, ofReal.subarray(start, start + size))
    const y = gather(fake, ofFake.subarray(start, start + size))
    const within = size * (size - 1)
    const same = (await kernelSum(x, x, true, products)) / within
    await pace.breathe()
    const own = (await kernelSum(y, y, true, products)) / within
    await pace.breathe()
    values.push(same + own - (2 * (await kernelSum(x, y, false, products))) / (size * size))
    await pace.breathe()
  }
  const value = values.reduce((sum, one) => sum + one, 0) / values.length
  if (values.length < 2) return { value, error: null }
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (values.length - 1)
  return { value, error: Math.sqrt(variance / values.length) }
}
