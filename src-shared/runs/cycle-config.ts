import { z } from 'zod'
import { CycleArchitecture } from '../architecture/spec'
import { DatasetChoice } from '../datasets/dataset'
import { Optimiser } from '../optimisers/optimiser'
import { commonSettings } from './common-config'

const Place = z.int().min(0).max(999)

/**
 * The two kinds of images: two classes of the dataset, by their places in its list; or the dataset is A, and another is B. An epoch goes
 * through as many images as the run's own dataset has.
 */
const Domains = z.union([z.strictObject({ a: Place, b: Place }), z.strictObject({ other: DatasetChoice })])

const Weight = z.number().min(0).max(1e4)

/** The config of a translation between two domains (Zhu et al. 2017). A step is one update of both generators, then one of both discriminators. */
export const CycleConfig = z.strictObject({
  family: z.literal('cyclegan'),
  ...commonSettings,
  architecture: CycleArchitecture,
  domains: Domains,
  /** Weight of the mean of |F(G(a)) − a|, and the same from B. */
  cycle: Weight,
  /** Weight of the mean of |G(b) − b|, and the same from A; 0 for none. */
  identity: Weight,
  /** Past translations of each side that are shown to its discriminator in the place of new ones half of the time; 0 for none. */
  imagePool: z.int().min(0).max(1024),
  /** Whether images are mirrored half of the time. */
  flip: z.boolean(),
  optimisers: z.strictObject({ generators: Optimiser, discriminators: Optimiser }),
})
export type CycleConfig = z.infer<typeof CycleConfig>

/** The label of the images of each domain, as they are packed for the trainer. */
export const domainLabels = ({ domains }: Pick<CycleConfig, 'domains'>): { readonly a: number; readonly b: number } =>
  'other' in domains ? { a: 0, b: 1 } : domains
