import { z } from 'zod'
import { analyseArchitecture, architectureProblems } from '../architecture/analysis'
import { sizeOf } from '../architecture/layer'
import { ArchitectureSpec } from '../architecture/spec'
import { engineIds } from '../compute/engine'
import type { Problem } from '../contract/errors'
import { DatasetChoice } from '../datasets/dataset'
import { Objective } from '../objectives/objective'
import { Optimiser } from '../optimisers/optimiser'
import { LearningRateSchedule } from '../optimisers/schedule'
import { migrateConfig } from './migrate'

/** When something recurs: every so many steps, or at the end of every so many epochs. */
export const Cadence = z.strictObject({ unit: z.enum(['steps', 'epochs']), every: z.int().min(1).max(1_000_000_000) })
export type Cadence = z.infer<typeof Cadence>

/** Everything that decides the course of a run. The same config on the same engine gives the same bits. */
export const RunConfig = z.strictObject({
  version: z.literal(2),
  dataset: DatasetChoice,
  architecture: ArchitectureSpec,
  objective: Objective,
  /** `separate`: D sees a real and a fake batch, its loss is the sum of both means. `concatenated`: one batch, mean over 2B. */
  discriminatorBatch: z.enum(['separate', 'concatenated']),
  optimisers: z.strictObject({ generator: Optimiser, discriminator: Optimiser }),
  /** What the learning rates of both optimisers are multiplied by at each step. */
  learningRateSchedule: LearningRateSchedule,
  /** The largest norm that the gradients of one network may have together; null leaves them as they are. */
  gradientClipping: z.number().gt(0).max(1e6).nullable(),
  /** After each of D's updates its weights are moved into [−limit, limit] (Arjovsky et al. 2017); null leaves them. */
  weightClipping: z.number().gt(0).max(1e3).nullable(),
  /** A running average of G's weights: average ← decay·average + (1 − decay)·weights; `samples` draws samples with it. */
  generatorAverage: z.strictObject({ decay: z.number().gt(0).lt(1), samples: z.boolean() }).nullable(),
  /** Images per batch; a last partial batch of an epoch is dropped. */
  batchSize: z.int().min(1).max(4096),
  /** How long the run goes. A step is `discriminatorSteps` updates of D and one of G. */
  duration: z.strictObject({ unit: z.enum(['steps', 'epochs']), count: z.int().min(1).max(1_000_000_000) }),
  /** Updates of D, each on a fresh batch, for one of G. */
  discriminatorSteps: z.int().min(1).max(100),
  /** Fixed-noise grids: how many latents, and when. The state before the first step is sampled too. */
  samples: z.strictObject({ count: z.int().min(1).max(256), cadence: Cadence }),
  /** Checkpoints: when, and how many of the newest are kept. One is always saved at the end and on stop. */
  checkpoints: z.strictObject({ cadence: Cadence, keep: z.int().min(1).max(1000) }),
  /** Every random number of the run follows from it. */
  seed: z.int().nonnegative(),
  /** `auto` takes the fastest engine that is available. */
  engine: z.enum(['auto', ...engineIds]),
})
export type RunConfig = z.infer<typeof RunConfig>

/** A config as it was stored or written by hand: one of an older version is brought forward. */
export const StoredConfig = z.preprocess(migrateConfig, RunConfig)

/** Batch normalisation that would see one value for each channel: the variance of a batch of one is not defined. */
function singleValueProblems({ architecture, batchSize }: RunConfig): Problem[] {
  if (batchSize > 1) return []
  return Object.entries(analyseArchitecture(architecture)).flatMap(([role, { layers }]) =>
    layers.flatMap(({ node, shape }) => {
      if (node.layer.type !== 'batch-normalisation' || sizeOf(shape) > (shape.at(-1) ?? 0)) return []
      const path = `architecture.networks.${role}.layers.${node.name}`
      return [{ path, message: 'has one value for each channel in a batch of 1; use a batch size of at least 2' }]
    }),
  )
}

/** Problems of a config that parsed: of its architecture, and of parts that do not go together. */
export function configProblems(config: RunConfig): Problem[] {
  const ofArchitecture = architectureProblems(config.architecture)
  return [
    ...ofArchitecture.map((problem) => ({ ...problem, path: `architecture.${problem.path}` })),
    ...singleValueProblems(config),
  ]
}

/** How a run of a given config divides into steps and epochs. */
export interface RunLength {
  readonly stepsPerEpoch: number
  readonly steps: number
  /** Epochs begun by the last step. */
  readonly epochs: number
}

/** The length of a run over `count` images; `stepsPerEpoch` is 0 if not one step's batches fit into the dataset. */
export function runLength(
  config: Pick<RunConfig, 'batchSize' | 'discriminatorSteps' | 'duration'>,
  count: number,
): RunLength {
  const stepsPerEpoch = Math.floor(count / (config.batchSize * config.discriminatorSteps))
  const { unit, count: wanted } = config.duration
  const steps = unit === 'steps' ? wanted : wanted * stepsPerEpoch
  return { stepsPerEpoch, steps, epochs: stepsPerEpoch === 0 ? 0 : Math.ceil(steps / stepsPerEpoch) }
}
