import { z } from 'zod'
import { ImageShape } from '../architecture/spec'
import { Id, Name, Timestamp } from '../contract/id'

/** Name of a split, such as `train`. */
export const SplitName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)

/** One split of a packed dataset. */
export const Split = z.object({
  name: SplitName,
  count: z.int().nonnegative(),
  /** Images per class, in the order of the dataset's classes; empty without labels. */
  classCounts: z.array(z.int().nonnegative()),
})
export type Split = z.infer<typeof Split>

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
  state: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }),
    z.object({ type: z.literal('damaged'), message: z.string() }),
  ]),
})
export type Dataset = z.infer<typeof Dataset>

/** Which images a run trains on. */
export const DatasetChoice = z.object({ id: Id, split: SplitName })
export type DatasetChoice = z.infer<typeof DatasetChoice>
