import { z } from 'zod'
import { SplitName } from './split'

/** Why a file, or an image in one, did not become a training image. */
export const skipReasons = [
  'hidden',
  'not-an-image',
  'empty',
  'broken',
  'unsupported',
  'too-large',
  'unreadable',
  'link',
  'name',
  'encrypted',
  'unlabelled',
  'left-out',
  'duplicate',
] as const
export const SkipReason = z.enum(skipReasons)
export type SkipReason = z.infer<typeof SkipReason>

/** The reasons in words, for a list of them. */
export const skipTitles: { readonly [K in SkipReason]: string } = {
  hidden: 'Hidden or system file',
  'not-an-image': 'Not an image',
  empty: 'Empty',
  broken: 'Damaged',
  unsupported: 'A kind of image that cannot be read',
  'too-large': 'Larger than the limits',
  unreadable: 'Could not be read',
  link: 'A link that leads nowhere or in a circle',
  name: 'A name or place that cannot be used',
  encrypted: 'Encrypted',
  unlabelled: 'Without a label',
  'left-out': 'Of a class that was left out',
  duplicate: 'Same pixels as an earlier image',
}

/** Something that was skipped: where it is in the source, why, and what exactly is wrong with it. */
export const Skipped = z.object({ path: z.string(), reason: SkipReason, details: z.string() })
export type Skipped = z.infer<typeof Skipped>

/** A side of an image: a multiple of 4, so that convolutional networks can halve it twice. */
const Side = z.int().min(4).max(1024).multipleOf(4)

/** Height and width that images are brought to. */
export const ImageSize = z.strictObject({ height: Side, width: Side })
export type ImageSize = z.infer<typeof ImageSize>

/**
 * How an image comes to the chosen size. `crop`: its centre at its own scale (an image that is smaller is enlarged first);
 * `cover`: scaled until it covers, what sticks out is cut off; `pad`: scaled until it fits, the rest is background;
 * `stretch`: scaled without regard to its proportions.
 */
export const fits = ['crop', 'cover', 'pad', 'stretch'] as const
export const Fit = z.enum(fits)
export type Fit = z.infer<typeof Fit>

/** Resampling filters. All but `nearest` average over what they shrink. */
export const filters = ['nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos'] as const
export const Filter = z.enum(filters)
export type Filter = z.infer<typeof Filter>

/**
 * Where the class of an image comes from. `auto` takes the first of these that is there: labels inside of array files,
 * NVIDIA's `dataset.json`, a CSV file, the first folder below the root (or below the folder of a split).
 */
export const labelSources = ['auto', 'file', 'json', 'csv', 'folder', 'none'] as const
export const LabelSource = z.enum(labelSources)
export type LabelSource = z.infer<typeof LabelSource>

/** A part of the images: a split's name and its share. */
export const SplitShare = z.strictObject({ name: SplitName, share: z.number().positive().max(1) })

/** How images are divided: as the source does (folders or files named train, test, …), by share, or not at all. */
export const SplitChoice = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('source') }),
  z.strictObject({
    by: z.literal('ratio'),
    parts: z
      .array(SplitShare)
      .min(1)
      .max(8)
      .refine((parts) => Math.abs(parts.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6, 'must add up to 1')
      .refine((parts) => new Set(parts.map(({ name }) => name)).size === parts.length, 'must have different names'),
    seed: z.int().nonnegative(),
  }),
  z.strictObject({ by: z.literal('none') }),
])
export type SplitChoice = z.infer<typeof SplitChoice>

/** What a person decides about an import. */
export const ImportChoices = z.strictObject({
  /** With null the size that the preview suggests. */
  size: ImageSize.nullable(),
  fit: Fit,
  filter: Filter,
  /** Grey or colour; with null colour where the images have it. */
  channels: z.literal([1, 3]).nullable(),
  /** Behind transparent pixels and around padded images. */
  background: z.string().regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #ffffff'),
  labels: LabelSource,
  split: SplitChoice,
  /** Names of the classes to keep; null keeps all. */
  classes: z.array(z.string().max(1024)).min(1).nullable(),
  /** Images whose packed pixels are the same as those of an earlier one. */
  duplicates: z.enum(['keep', 'drop']),
})
export type ImportChoices = z.infer<typeof ImportChoices>

export const defaultChoices: ImportChoices = {
  size: null,
  fit: 'cover',
  filter: 'lanczos',
  channels: null,
  background: '#ffffff',
  labels: 'auto',
  split: { by: 'source' },
  classes: null,
  duplicates: 'keep',
}

/** Choices without open questions. */
export const ResolvedChoices = ImportChoices.extend({ size: ImageSize, channels: z.literal([1, 3]) })
export type ResolvedChoices = z.infer<typeof ResolvedChoices>

/** How much was skipped for one reason, and some of it. */
export const SkipSummary = z.object({
  reason: SkipReason,
  count: z.int().positive(),
  examples: z.array(Skipped).max(5),
})
export type SkipSummary = z.infer<typeof SkipSummary>

const Count = z.object({ name: z.string(), count: z.int().nonnegative() })

/** What an import would find and make, before anything is written. */
export const ImportPreview = z.object({
  /** Last part of the source's path. */
  name: z.string(),
  container: z.enum(['folder', 'file', 'zip', 'tar']),
  /** Title of the format that was recognised. */
  format: z.string(),
  /** Images and files that look like images. */
  images: z.int().nonnegative(),
  /** Of how many of these the header was read; sizes, kinds and channels are about them. */
  examined: z.int().nonnegative(),
  kinds: z.array(Count),
  /** The most frequent sizes. */
  sizes: z.array(z.object({ height: z.int(), width: z.int(), count: z.int() })),
  smallest: z.object({ height: z.int(), width: z.int() }),
  largest: z.object({ height: z.int(), width: z.int() }),
  aspects: z.array(Count),
  grey: z.int().nonnegative(),
  colour: z.int().nonnegative(),
  transparent: z.int().nonnegative(),
  /** Where labels can come from in this source; the first is what `auto` takes. */
  labelSources: z.array(LabelSource).min(1),
  /** Every class with its images, before any is left out; empty without labels. */
  classes: z.array(Count),
  splits: z.array(Count),
  skipped: z.array(SkipSummary),
  choices: ResolvedChoices,
  /** Bytes on the disk during the import, and free there. */
  bytes: z.number(),
  freeBytes: z.number(),
  /** Seconds that the import will take, about. */
  seconds: z.number(),
  /** Some images as they will become, PNG in a data address, and their size before. */
  samples: z.array(
    z.object({
      path: z.string(),
      label: z.string().nullable(),
      height: z.int(),
      width: z.int(),
      picture: z.string(),
    }),
  ),
})
export type ImportPreview = z.infer<typeof ImportPreview>

/** How far an import is. */
export const ImportProgress = z.object({
  stage: z.enum(['listing', 'reading', 'packing']),
  /** Images done in this stage and in all. */
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  /** Images that an earlier, interrupted import had done. */
  resumed: z.int().nonnegative(),
  imagesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
})
export type ImportProgress = z.infer<typeof ImportProgress>

/** What became of an import. */
export const ImportReport = z.object({
  images: z.int().nonnegative(),
  skippedCount: z.int().nonnegative(),
  skipped: z.array(SkipSummary),
  seconds: z.number(),
})
export type ImportReport = z.infer<typeof ImportReport>
