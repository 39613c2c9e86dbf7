import type { ImageShape } from '../architecture/spec'
import { dcgan } from '../architecture/templates/dcgan'
import type { Dataset } from '../datasets/dataset'
import type { AdversarialConfig } from '../runs/adversarial-config'
import { type RunConfig, runLength } from '../runs/config'
import type { Preset } from './preset'

/** DCGANs without labels: what a first run on images of one's own begins with, where their size is the images'. */
const usual = ['dcgan-28', 'dcgan-32', 'dcgan']
/** The one whose settings go with networks that are made for the images. */
const base = 'dcgan'

/** Steps below which images of one's own have hardly been learned from. */
export const leastSteps = 3000
/** Batches that an epoch has where there are images enough; a batch has at least {@link usefulBatch} of them before that. */
const usualBatches = 16
/** Images below which statistics of a batch say little. */
const usefulBatch = 16

/**
 * Filters next to the image, from which all others follow: those of the presets for sides like theirs; fewer for large images, so that a
 * step stays bearable, and for small ones, which have less to tell.
 */
function filtersFor({ height, width }: ImageShape): number {
  const side = Math.max(height, width)
  return side >= 28 && side <= 64 ? 64 : 32
}

const sameImage = (one: ImageShape, other: ImageShape): boolean =>
  one.height === other.height && one.width === other.width && one.channels === other.channels

/** A power of two up to `most` that the images can fill. */
function batchFor(count: number, most: number): number {
  let size = 1
  const fits = (next: number): boolean => next * usualBatches <= count || (next <= usefulBatch && next <= count)
  while (size * 2 <= most && fits(size * 2)) size *= 2
  return size
}

interface Base {
  readonly config: AdversarialConfig
  readonly preset: string | null
}

function usualConfig(presets: readonly Preset[], image: ImageShape): Base | undefined {
  const adversarial = presets.flatMap(({ id, config }) => (config.family === 'adversarial' ? [{ id, config }] : []))
  const fitting = adversarial.find(
    ({ id, config }) => usual.includes(id) && sameImage(config.architecture.image, image),
  )
  if (fitting) return { config: fitting.config, preset: fitting.id }
  const first = adversarial.find(({ id }) => id === base)
  if (!first) return undefined
  const architecture = dcgan({ image, filters: filtersFor(image), latent: first.config.architecture.latent.size })
  return { config: { ...first.config, architecture }, preset: null }
}

/** A config to start from, and the preset that it is of; null where its networks were made for the images. */
export interface Suggestion {
  readonly config: RunConfig
  readonly preset: string | null
}

/**
 * A run that can be trained on a dataset as it is: the preset that is meant for it; else a DCGAN for images of its size, with a batch
 * that the split can fill and at least {@link leastSteps} steps. Undefined where no preset is there to start from.
 */
export function suggestFor(presets: readonly Preset[], { id, image, splits }: Dataset): Suggestion | undefined {
  const split = splits.find(({ name }) => name === 'train') ?? splits[0]
  const meant = presets.find(({ datasets }) => datasets.includes(id))
  if (meant && sameImage(meant.config.architecture.image, image)) {
    return { config: { ...meant.config, dataset: { id, split: split?.name ?? 'train' } }, preset: meant.id }
  }
  const usualBase = usualConfig(presets, image)
  if (usualBase === undefined || split === undefined) return undefined
  const { config: chosen, preset } = usualBase
  const batchSize = Math.min(chosen.batchSize, batchFor(split.count, chosen.batchSize))
  const config: AdversarialConfig = { ...chosen, dataset: { id, split: split.name }, batchSize }
  const { stepsPerEpoch, steps } = runLength(config, split.count)
  if (steps >= leastSteps) return { config, preset }
  return {
    config: {
      ...config,
      duration: { unit: 'steps', count: leastSteps },
      checkpoints: { ...config.checkpoints, cadence: { unit: 'steps', every: Math.max(500, stepsPerEpoch) } },
    },
    preset,
  }
}
