import { z } from 'zod'

/** What can be computed of a generator beside its training. */
export const measureNames = ['fid', 'kid', 'prdc', 'swd'] as const
export const MeasureName = z.enum(measureNames)
export type MeasureName = z.infer<typeof MeasureName>

/** The numbers that measures give. */
export const quantityNames = ['fid', 'kid', 'precision', 'recall', 'density', 'coverage', 'swd'] as const
export const QuantityName = z.enum(quantityNames)
export type QuantityName = z.infer<typeof QuantityName>

interface MeasureInfo {
  readonly title: string
  readonly quantities: readonly QuantityName[]
  /** Whether it compares features; the others compare pixels. */
  readonly needsFeatures: boolean
}

/** The measures and the numbers that each gives. */
export const measures: { readonly [K in MeasureName]: MeasureInfo } = {
  fid: { title: 'Fréchet distance', quantities: ['fid'], needsFeatures: true },
  kid: { title: 'Kernel distance', quantities: ['kid'], needsFeatures: true },
  prdc: {
    title: 'Precision, recall, density, coverage',
    quantities: ['precision', 'recall', 'density', 'coverage'],
    needsFeatures: true,
  },
  swd: { title: 'Sliced Wasserstein distance', quantities: ['swd'], needsFeatures: false },
}

interface QuantityInfo {
  readonly title: string
  readonly summary: string
  readonly better: 'lower' | 'higher'
}

/** How the numbers are presented, and which way is better. */
export const quantities: { readonly [K in QuantityName]: QuantityInfo } = {
  fid: {
    title: 'FID',
    summary: 'Squared Fréchet distance of Gaussians fitted to the features of real and generated images.',
    better: 'lower',
  },
  kid: {
    title: 'KID',
    summary: 'Squared maximum mean discrepancy of the features under a cubic kernel, without bias.',
    better: 'lower',
  },
  precision: {
    title: 'Precision',
    summary: 'Share of generated images that lie among the real ones.',
    better: 'higher',
  },
  recall: { title: 'Recall', summary: 'Share of real images that lie among the generated ones.', better: 'higher' },
  density: {
    title: 'Density',
    summary: 'How many real neighbourhoods a generated image lies in, over the number expected.',
    better: 'higher',
  },
  coverage: {
    title: 'Coverage',
    summary: 'Share of real images with a generated one in their neighbourhood.',
    better: 'higher',
  },
  swd: {
    title: 'SWD',
    summary: 'Sliced Wasserstein distance of patches at every scale, in thousandths.',
    better: 'lower',
  },
}

/** Whether the first value is better than the second. */
export const isBetter = (quantity: QuantityName, value: number, other: number): boolean =>
  quantities[quantity].better === 'lower' ? value < other : value > other
