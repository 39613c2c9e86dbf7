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
/** Batches that an epoch has at least, as far as there are images. */
const leastBatches = 4

/** Filters next to the image, from which all others follow; fewer for large images, so that a step stays bearable. */
const filtersFor = ({ height, width }: ImageShape): number => (Math.max(height, width) > 64 ? 32 : 64)

const sameImage = (one: ImageShape, other: ImageShape): boolean =>
  one.height === other.height && one.width === other.width && one.channels === other.channels

/** The largest power of two up to `most` that leaves some batches an epoch; 1 for very few images. */
function batchFor(count: number, most: number): number {
  let size = 1
  while (size * 2 <= most && size * 2 * leastBatches <= count) size *= 2
  return size
}

function usualConfig(presets: readonly Preset[], image: ImageShape): [AdversarialConfig, preset: string] | undefined {
  const adversarial = presets.flatMap(({ id, config }) => (config.family === 'adversarial' ? [{ id, config }] : []))
  const fitting = adversarial.find(
    ({ id, config }) => usual.includes(id) && sameImage(config.architecture.image, image),
  )
  if (fitting) return [fitting.config, fitting.id]
  const first = adversarial.find(({ id }) => id === base)
  if (!first) return undefined
  const architecture = dcgan({ image, filters: filtersFor(image), latent: first.config.architecture.latent.size })
  return [{ ...first.config, architecture }, first.id]
}

/** A config to start from, and the preset that it comes from. */
export interface Suggestion {
  readonly config: RunConfig
  readonly preset: string
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
  const [chosen, preset] = usualConfig(presets, image) ?? []
  if (chosen === undefined || preset === undefined || split === undefined) return undefined
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
