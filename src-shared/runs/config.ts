import { z } from 'zod'
import { architectureProblems, networkListOf } from '../architecture/analysis'
import { sizeOf } from '../architecture/layer'
import type { Family } from '../architecture/spec'
import type { Problem } from '../contract/errors'
import type { DatasetChoice } from '../datasets/dataset'
import { normalisesBatch } from '../families/layers-in'
import { type ConfigOf, families, familyOf, imagesPerStep } from '../families/registry'
import { measures } from '../measures/measure'
import { AdversarialConfig } from './adversarial-config'
import { AutoencoderConfig } from './autoencoder-config'
import { ClassifierConfig } from './classifier-config'
import { CycleConfig } from './cycle-config'
import { migrateConfig } from './migrate'
import { VariationalConfig } from './variational-config'

/** Everything that decides the course of a run, discriminated by its family. The same config on the same engine gives the same bits. */
export const RunConfig = z.discriminatedUnion('family', [
  AdversarialConfig,
  AutoencoderConfig,
  ClassifierConfig,
  CycleConfig,
  VariationalConfig,
])
export type RunConfig = z.infer<typeof RunConfig>

/** A config as it was stored or written by hand: one of an older version is brought forward. */
export const StoredConfig = z.preprocess(migrateConfig, RunConfig)

/** Batch normalisation that would see one value for each channel: the variance of a batch of one is not defined. */
function singleValueProblems({ architecture, batchSize }: RunConfig): Problem[] {
  if (batchSize > 1) return []
  return networkListOf(architecture).flatMap(({ role, layers }) =>
    layers.flatMap(({ node, shape }) => {
      if (!normalisesBatch(node.layer) || sizeOf(shape) > (shape.at(-1) ?? 0)) return []
      const path = `architecture.networks.${role}.layers.${node.name}`
      return [{ path, message: 'has one value for each channel in a batch of 1; use a batch size of at least 2' }]
    }),
  )
}

/** Measures that are planned for a family that has none, or a quantity for the best checkpoint that no planned measure gives. */
function measureProblems({ family, measures: plan }: RunConfig): Problem[] {
  if (plan === undefined) return []
  const { title, measurable } = families[family]
  if (!measurable) {
    return [{ path: 'measures', message: `compare generated images with real ones, which ${title} does not make` }]
  }
  const { best, names } = plan
  if (best === null || names.some((name) => measures[name].quantities.includes(best))) return []
  return [{ path: 'measures.best', message: `is ${best}, which none of ${names.join(', ')} gives` }]
}

function familyProblems<F extends Family>(config: ConfigOf<F>): Problem[] {
  return familyOf(config).problems(config)
}

/** Problems of a config that parsed: of its architecture, and of parts that do not go together. */
export function configProblems(config: RunConfig): Problem[] {
  const ofArchitecture = architectureProblems(config.architecture)
  return [
    ...ofArchitecture.map((problem) => ({ ...problem, path: `architecture.${problem.path}` })),
    ...singleValueProblems(config),
    ...familyProblems(config),
    ...measureProblems(config),
  ]
}

/** The split that a run is measured on and never trained on; null where there is none. */
export const heldOutOf = (config: RunConfig): string | null => ('heldOut' in config ? config.heldOut : null)

/** The dataset that a run trains on beside its own; undefined where there is none. */
export const otherDatasetOf = (config: RunConfig): DatasetChoice | undefined =>
  config.family === 'cyclegan' && 'other' in config.domains ? config.domains.other : undefined

/** Ids of the datasets that a config trains on. */
export function datasetsOf(config: RunConfig): readonly string[] {
  const other = otherDatasetOf(config)
  return other === undefined ? [config.dataset.id] : [config.dataset.id, other.id]
}

/** How a run of a given config divides into steps and epochs. */
export interface RunLength {
  readonly stepsPerEpoch: number
  readonly steps: number
  /** Epochs begun by the last step. */
  readonly epochs: number
}

/** The length of a run over `count` images; `stepsPerEpoch` is 0 if not one step's batches fit into the dataset. */
export function runLength(config: RunConfig, count: number): RunLength {
  const stepsPerEpoch = Math.floor(count / imagesPerStep(config))
  const { unit, count: wanted } = config.duration
  const steps = unit === 'steps' ? wanted : wanted * stepsPerEpoch
  return { stepsPerEpoch, steps, epochs: stepsPerEpoch === 0 ? 0 : Math.ceil(steps / stepsPerEpoch) }
}
