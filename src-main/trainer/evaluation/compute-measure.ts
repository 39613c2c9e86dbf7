import type { MeasureName, QuantityName } from '@shared/measures/measure'
import { frechetDistance } from '../measures/frechet-distance'
import { kernelDistance } from '../measures/kernel-distance'
import { momentsOf } from '../measures/moments'
import type { Pace } from '../measures/pace'
import { type Points, requireCount } from '../measures/points'
import { precisionRecall } from '../measures/precision-recall'
import type { Products } from '../measures/products'
import { slicedWasserstein } from '../measures/sliced-wasserstein'
import type { ImageSet } from './image-set'

/** A number that a measure gave. */
export interface Quantity {
  readonly quantity: QuantityName
  readonly value: number
  readonly error: number | null
}

/** What measures compute with. */
export interface MeasureTools {
  readonly products: Products
  readonly pace: Pace
  readonly seed: number
}

type Compute = (real: ImageSet, fake: ImageSet, tools: MeasureTools) => Promise<Quantity[]>

function featuresOf({ features }: ImageSet): Points {
  if (features === undefined) throw new Error('the features were not gathered')
  return features
}

const exact = (quantity: QuantityName, value: number): Quantity => ({ quantity, value, error: null })

const computations: { readonly [K in MeasureName]: Compute } = {
  async fid(real, fake, { pace }) {
    const [a, b] = [featuresOf(real), featuresOf(fake)]
    const why = `the covariance of ${a.size} features is singular below that, and the distance biased`
    requireCount('The Fréchet distance', { count: Math.min(a.count, b.count) }, a.size + 1, why)
    return [exact('fid', await frechetDistance(await momentsOf(a, pace), await momentsOf(b, pace), pace))]
  },
  async kid(real, fake, { seed, products, pace }) {
    const { value, error } = await kernelDistance(featuresOf(real), featuresOf(fake), seed, products, pace)
    return [{ quantity: 'kid', value, error }]
  },
  async prdc(real, fake, { products, pace }) {
    const found = await precisionRecall(featuresOf(real), featuresOf(fake), products, pace)
    return (['precision', 'recall', 'density', 'coverage'] as const).map((name) => exact(name, found[name]))
  },
  async swd(real, fake, { seed, products, pace }) {
    if (real.patches === undefined || fake.patches === undefined) throw new Error('the patches were not gathered')
    return [exact('swd', await slicedWasserstein(real.patches, fake.patches, seed, products, pace))]
  },
}

/** Computes a measure of two sets of images. @throws StudioError `TOO_FEW_SAMPLES` with the reason */
export const computeMeasure = (
  name: MeasureName,
  real: ImageSet,
  fake: ImageSet,
  tools: MeasureTools,
): Promise<Quantity[]> => computations[name](real, fake, tools)
