import { z } from 'zod'
import { ImageShape } from '../architecture/spec'
import { Id, Name, Timestamp } from '../contract/id'
import { ResolvedChoices, SkipSummary } from './import'
import { SplitName } from './split'

/** One split of a packed dataset. */
export const Split = z.object({
  name: SplitName,
  /** Images that are trained on. */
  count: z.int().nonnegative(),
  /** Images per class, in the order of the dataset's classes; empty without labels. */
  classCounts: z.array(z.int().nonnegative()),
  /** Images that are there, where some of them are left out of training. */
  total: z.int().nonnegative().optional(),
})
export type Split = z.infer<typeof Split>

/** What an imported or derived dataset was made from, and how. The same origin gives the same packed bytes. */
export const DatasetOrigin = z.object({
  /** The source as it was called, never where it was. `sha256` is over the digests of its images. */
  source: z.object({ name: z.string(), container: z.string(), bytes: z.int(), sha256: z.string() }),
  choices: ResolvedChoices,
  /** Of the program that made it. */
  version: z.string(),
  skippedCount: z.int().nonnegative(),
  skipped: z.array(SkipSummary),
  /** The dataset that it was derived from. */
  parent: Id.nullable(),
})
export type DatasetOrigin = z.infer<typeof DatasetOrigin>

/** A dataset as it is listed: `ready`, or `damaged` with what is wrong. Its packed files are uint8 NHWC. */
export const Dataset = z.object({
  id: Id,
  name: Name,
  image: ImageShape,
  /** Class names; empty without labels. */
  classes: z.array(z.string()),
  splits: z.array(Split).min(1),
  bytes: z.int().nonnegative(),
  created: Timestamp,
  /** Where it comes from and on which terms. */
  source: z.object({ title: z.string(), terms: z.string() }),
  /** Missing for a dataset that ships with the studio. */
  origin: DatasetOrigin.optional(),
  /** Classes left out of training. */
  excludedClasses: z.array(z.string()).optional(),
  state: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }),
    z.object({ type: z.literal('damaged'), message: z.string() }),
  ]),
})
export type Dataset = z.infer<typeof Dataset>

/** Which images a run trains on. */
export const DatasetChoice = z.object({ id: Id, split: SplitName })
export type DatasetChoice = z.infer<typeof DatasetChoice>
