import { z } from 'zod'
import { analyseArchitecture, architectureProblems } from '../architecture/analysis'
import { sizeOf } from '../architecture/layer'
import type { LayerSpec } from '../architecture/layers/registry'
import { ArchitectureSpec } from '../architecture/spec'
import { EngineWish } from '../compute/engine'
import type { Problem } from '../contract/errors'
import { DatasetChoice } from '../datasets/dataset'
import { MeasureName, measures, QuantityName } from '../measures/measure'
import { Objective, objectives, Penalty } from '../objectives/objective'
import { Optimiser } from '../optimisers/optimiser'
import { LearningRateSchedule } from '../optimisers/schedule'
import { migrateConfig } from './migrate'

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

/** Everything that decides the course of a run. The same config on the same engine gives the same bits. */
export const RunConfig = z.strictObject({
  version: z.literal(2),
  dataset: DatasetChoice,
  architecture: ArchitectureSpec,
  objective: Objective,
  /** What D is charged for its slopes. */
  penalty: Penalty,
  /** What the target of real images lies below 1, of fakes never (Salimans et al. 2016, section 3.4). */
  labelSmoothing: z.number().min(0).max(0.5),
  /** Normal noise on all images that D sees; it falls in a straight line to 0 at the step `fade`, or stays where that is 0. */
  instanceNoise: z.strictObject({ deviation: z.number().min(0).max(10), fade: z.int().min(0).max(1_000_000_000) }),
  /** Weight of a supervised term of G’s loss: the mean of |G(z) − x| over a real batch. */
  pixelTerm: z.number().min(0).max(1e6),
  /** `separate`: D sees a real and a fake batch, its loss is the sum of both means. `concatenated`: one batch, mean over 2B. */
  discriminatorBatch: z.enum(['separate', 'concatenated']),
  /** `flip`: real images are mirrored half of the time. `differentiable`: what is done to all images that D sees (Zhao et al. 2020). */
  augmentation: z.strictObject({
    flip: z.boolean(),
    differentiable: z.array(z.enum(['colour', 'translation', 'cutout'])).max(3),
  }),
  /** `fresh`: each update draws fakes of its own. `shared`: G is updated on the fakes of D's last update in the step. */
  fakeBatch: z.enum(['fresh', 'shared']),
  /** Past fakes that are kept and shown to D in the place of new ones half of the time; 0 for none. */
  imagePool: z.int().min(0).max(1024),
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
  /** Without it nothing is measured but on demand. */
  measures: MeasurePlan.optional(),
  /** Every random number of the run follows from it. */
  seed: z.int().nonnegative(),
  /** `auto` takes the fastest engine that can be used: it times a few steps of the run on each. */
  engine: EngineWish,
})
export type RunConfig = z.infer<typeof RunConfig>

/** A config as it was stored or written by hand: one of an older version is brought forward. */
export const StoredConfig = z.preprocess(migrateConfig, RunConfig)

/** Whether a layer has statistics of the batch in it. */
const normalisesBatch = (layer: LayerSpec): boolean =>
  layer.type === 'batch-normalisation' || (layer.type === 'residual-block' && layer.normalisation === 'batch')

/** Batch normalisation that would see one value for each channel: the variance of a batch of one is not defined. */
function singleValueProblems({ architecture, batchSize }: RunConfig): Problem[] {
  if (batchSize > 1) return []
  return Object.entries(analyseArchitecture(architecture)).flatMap(([role, { layers }]) =>
    layers.flatMap(({ node, shape }) => {
      if (!normalisesBatch(node.layer) || sizeOf(shape) > (shape.at(-1) ?? 0)) return []
      const path = `architecture.networks.${role}.layers.${node.name}`
      return [{ path, message: 'has one value for each channel in a batch of 1; use a batch size of at least 2' }]
    }),
  )
}

/** Settings of the objective and the penalty that do not go together, or not with the discriminator. */
function objectiveProblems({ objective, penalty, labelSmoothing, architecture }: RunConfig): Problem[] {
  const { title, output, smoothable } = objectives[objective.type]
  const path = (layer: string) => `architecture.networks.discriminator.layers.${layer}`
  const { layers, output: last } = architecture.networks.discriminator
  const ending = layers.find(({ name }) => name === last)
  const problems: Problem[] = []
  if (labelSmoothing > 0 && !smoothable) {
    problems.push({ path: 'labelSmoothing', message: `must be 0: the objective ${title} has no target to smooth` })
  }
  if (output === 'score' && ending?.layer.type === 'activation' && ending.layer.function.name === 'sigmoid') {
    const message = `is a sigmoid, which has no place before the objective ${title}; remove it`
    problems.push({ path: path(ending.name), message })
  }
  if (penalty.type === 'gradient-penalty') {
    for (const { name, layer } of layers) {
      if (!normalisesBatch(layer)) continue
      const message =
        'mixes the images of a batch, so that the gradient penalty of one image is not defined; use layer or instance normalisation'
      problems.push({ path: path(name), message })
    }
  }
  return problems
}

/** A quantity by which the best checkpoint is chosen, and that no planned measure gives. */
function measureProblems({ measures: plan }: RunConfig): Problem[] {
  const { best = null, names = [] } = plan ?? {}
  if (best === null || names.some((name) => measures[name].quantities.includes(best))) return []
  return [{ path: 'measures.best', message: `is ${best}, which none of ${names.join(', ')} gives` }]
}

/** Problems of a config that parsed: of its architecture, and of parts that do not go together. */
export function configProblems(config: RunConfig): Problem[] {
  const ofArchitecture = architectureProblems(config.architecture)
  return [
    ...ofArchitecture.map((problem) => ({ ...problem, path: `architecture.${problem.path}` })),
    ...singleValueProblems(config),
    ...objectiveProblems(config),
    ...measureProblems(config),
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
