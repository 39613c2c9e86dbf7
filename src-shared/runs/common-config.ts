import { z } from 'zod'
import { EngineWish } from '../compute/engine'
import { DatasetChoice } from '../datasets/dataset'
import { MeasureName, QuantityName } from '../measures/measure'
import { LearningRateSchedule } from '../optimisers/schedule'

/** When something recurs: every so many steps, or at the end of every so many epochs. */
export const Cadence = z.strictObject({ unit: z.enum(['steps', 'epochs']), every: z.int().min(1).max(1_000_000_000) })
export type Cadence = z.infer<typeof Cadence>

/** What is measured beside the training, at the first checkpoint on or after each time that is due, and at the last one. */
export const MeasurePlan = z.strictObject({
  names: z.array(MeasureName).min(1),
  cadence: Cadence,
  /** Generated images, and as many real ones. */
  samples: z.int().min(2).max(100_000),
  /** The checkpoint with the best value of it is kept whatever else is replaced; null keeps none for that. */
  best: QuantityName.nullable(),
})
export type MeasurePlan = z.infer<typeof MeasurePlan>

/** The settings that the runs of every family have, as the fields of an object schema. */
export const commonSettings = {
  version: z.literal(3),
  dataset: DatasetChoice,
  /** What the learning rates of all optimisers are multiplied by at each step. */
  learningRateSchedule: LearningRateSchedule,
  /** The largest norm that the gradients of one phase may have together; null leaves them as they are. */
  gradientClipping: z.number().gt(0).max(1e6).nullable(),
  /** Images per batch; a last partial batch of an epoch is dropped. */
  batchSize: z.int().min(1).max(4096),
  /** How long the run goes. */
  duration: z.strictObject({ unit: z.enum(['steps', 'epochs']), count: z.int().min(1).max(1_000_000_000) }),
  /** Pictures of the run's progress: how many images are in each, and when. The state before the first step is drawn too. */
  samples: z.strictObject({ count: z.int().min(1).max(256), cadence: Cadence }),
  /** Checkpoints: when, and how many of the newest are kept. One is always saved at the end and on stop. */
  checkpoints: z.strictObject({ cadence: Cadence, keep: z.int().min(1).max(1000) }),
  /** Without it nothing is measured but on demand. */
  measures: MeasurePlan.optional(),
  /** Every random number of the run follows from it. */
  seed: z.int().nonnegative(),
  /** `auto` takes the fastest engine that can be used: it times a few steps of the run on each. */
  engine: EngineWish,
} as const
