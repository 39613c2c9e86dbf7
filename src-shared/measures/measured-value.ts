import { z } from 'zod'
import { StoredFailure } from '../contract/errors'
import { Id, Timestamp } from '../contract/id'
import { SplitName } from '../datasets/split'
import { isBetter, MeasureName, type QuantityName, QuantityName as QuantityNames } from './measure'

/** The network whose features a value rests on. Values of different networks say nothing about each other. */
export const FeatureNetwork = z.object({
  /** The first 16 hexadecimal digits of the SHA-256 of its weights. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** `classes`: the studio's, trained on the dataset's labels; `turns`: on how an image was turned; `own`: a person's file. */
  kind: z.enum(['classes', 'turns', 'own']),
  title: z.string(),
  /** Features of an image. */
  size: z.int().positive(),
  /** Share of held-out images that the studio's network takes for what they are; null for a person's own. */
  accuracy: z.number().nullable(),
})
export type FeatureNetwork = z.infer<typeof FeatureNetwork>

/** What a person's feature network takes pixels as: [0, 1], [−1, 1], [0, 255], or [0, 1] less ImageNet's mean over its deviation. */
export const FeatureRange = z.enum(['unit', 'signed', 'bytes', 'imagenet'])
export type FeatureRange = z.infer<typeof FeatureRange>

/** A measured value with everything that it depends on. */
export const MeasuredValue = z.object({
  quantity: QuantityNames,
  value: z.number(),
  /** Standard error, where the measure has one. */
  error: z.number().nullable(),
  step: z.int().nonnegative(),
  checkpoint: Id,
  /** Null where pixels were compared. */
  features: FeatureNetwork.nullable(),
  /** Generated images, and as many real ones. */
  samples: z.int().positive(),
  dataset: Id,
  split: SplitName,
  seed: z.int().nonnegative(),
  at: Timestamp,
})
export type MeasuredValue = z.infer<typeof MeasuredValue>

/** What two values must share to be compared, as text: quantity, network, number of samples, dataset and split. */
export const comparisonKey = ({ quantity, features, samples, dataset, split }: MeasuredValue): string =>
  [quantity, features?.id ?? 'pixels', samples, dataset, split].join(' ')

/** The values with one more, in the order of their steps; one that was measured in the same way at the same step gives way. */
export function withMeasuredValue(measuredValues: readonly MeasuredValue[], one: MeasuredValue): MeasuredValue[] {
  const key = ({ seed, step, ...rest }: MeasuredValue) => `${step} ${seed} ${comparisonKey({ seed, step, ...rest })}`
  const others = measuredValues.filter((other) => key(other) !== key(one))
  const end = others.findLastIndex(({ step }) => step <= one.step) + 1
  return [...others.slice(0, end), one, ...others.slice(end)]
}

/** The newest value of a quantity, by step and then by time. */
export function latestOf(measuredValues: readonly MeasuredValue[], quantity: QuantityName): MeasuredValue | undefined {
  let latest: MeasuredValue | undefined
  for (const one of measuredValues) {
    if (one.quantity !== quantity) continue
    if (latest === undefined || one.step > latest.step || (one.step === latest.step && one.at >= latest.at))
      latest = one
  }
  return latest
}

/**
 * The best value of a quantity, among those that were measured in the same way as the newest; of equal ones the earliest.
 * Only checkpoints in `kept` count, where it is given.
 */
export function bestOf(
  measuredValues: readonly MeasuredValue[],
  quantity: QuantityName,
  kept?: ReadonlySet<string>,
): MeasuredValue | undefined {
  const candidates =
    kept === undefined ? measuredValues : measuredValues.filter(({ checkpoint }) => kept.has(checkpoint))
  const newest = latestOf(candidates, quantity)
  if (newest === undefined) return undefined
  const key = comparisonKey(newest)
  let best = newest
  for (const one of candidates) {
    if (comparisonKey(one) !== key) continue
    if (isBetter(quantity, one.value, best.value) || (one.value === best.value && one.step < best.step)) best = one
  }
  return best
}

/** What an evaluation tells while it is at work. */
export const EvaluationEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    /** What is being done, such as “Drawing samples”. */
    phase: z.string(),
    done: z.number().nonnegative(),
    total: z.number().positive(),
    step: z.int().nonnegative().nullable(),
  }),
  z.object({ type: z.literal('measured'), measured: MeasuredValue }),
  /** One measure could not be computed; the others go on. */
  z.object({ type: z.literal('failed'), measure: MeasureName, step: z.int().nonnegative(), failure: StoredFailure }),
])
export type EvaluationEvent = z.infer<typeof EvaluationEvent>
