import type { ImageShape } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import type { FeatureSource, InvertRequest, NearestRequest, PackedImages } from '@shared/contract/trainer'
import type { ClassMean } from '@shared/latent/class-mean'
import type { DrawnClass } from '@shared/latent/drawn-class'
import type { InversionEvent } from '@shared/latent/inversion'
import type { NearestEvent } from '@shared/latent/nearest'
import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { type ImageSource, openImages } from '../batches/images'
import type { Engine } from '../compute/engine'
import type { FeatureExtractor } from '../evaluation/extractor'
import { toBytes } from '../evaluation/images'
import { featureDataset, studioFeatures, trainedFeatures } from '../evaluation/studio-features'
import type { Disk } from '../files/disk'
import { paceOf } from '../measures/pace'
import { classMean } from './class-mean'
import type { LoadedGenerator } from './generator'
import { invert } from './inversion'
import type { ComparedFeatures } from './inversion-program'
import { nearestImages } from './nearest'

/** What requests about images need of their surroundings. */
export interface RequestTools {
  readonly disk: Disk
  /** The fastest engine that is available here. */
  readonly engine: () => Promise<Engine>
}

const otherSize = ({ height, width, channels }: ImageShape): StudioError =>
  new StudioError('INVALID_INPUT', `The model takes images of ${height}×${width} pixels with ${channels} channels.`, {
    safe: 'Nothing was changed.',
    next: 'Take an image of that size.',
  })

/** @throws StudioError `INVALID_INPUT` for images of another size than the model's */
function requireSize({ image: own }: LoadedGenerator, { height, width, channels }: ImageShape): void {
  if (own.height !== height || own.width !== width || own.channels !== channels) throw otherSize(own)
}

/** The bytes of an image in a model's shape. @throws StudioError `INVALID_INPUT` for another size */
export function bytesOf(text: string, image: ImageShape): Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  if (bytes.length !== image.height * image.width * image.channels) throw otherSize(image)
  return bytes
}

/** The features that an inversion compares. @throws StudioError `WRONG_STATE` where no network has been trained */
async function featuresFor(
  { features, settings: { featureWeight: weight } }: InvertRequest,
  { image }: LoadedGenerator,
  { disk }: RequestTools,
): Promise<ComparedFeatures | undefined> {
  if (features === null || weight === 0) return undefined
  const images = openImages(features.images)
  try {
    const found = await trainedFeatures(
      await featureDataset(features.source, features.images, images, disk),
      image,
      disk,
    )
    if (found !== undefined) return { plan: found.plan, weights: found.weights, weight }
    throw new StudioError('WRONG_STATE', 'The dataset has no feature network yet.', {
      safe: 'Nothing was changed.',
      next: 'Measure a run of the dataset first: that trains one. Or compare pixels alone.',
    })
  } finally {
    images.close()
  }
}

/** Seeks the latent of an image, see `invert`. @throws StudioError `INVALID_INPUT`, `WRONG_STATE` */
export async function invertImage(
  generator: LoadedGenerator,
  request: InvertRequest,
  tools: RequestTools,
  emit: (event: InversionEvent) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { settings } = request
  const { classes } = generator
  if (settings.label !== null && settings.label >= (classes ?? 0)) throw noClass(settings.label, classes)
  const target = {
    bytes: bytesOf(request.image, generator.image),
    settings,
    features: await featuresFor(request, generator, tools),
  }
  await invert(generator, target, emit, signal)
}

const noClass = (label: number, classes: number | undefined): StudioError =>
  new StudioError('INVALID_INPUT', `The model has no class ${label}.`, {
    safe: 'Nothing was changed.',
    next: classes === undefined ? 'Leave the class out.' : `Choose one from 0 to ${classes - 1}.`,
  })

/** An image of bytes of what is to be compared: what a latent draws, as it would be saved. @throws StudioError `INVALID_INPUT` */
async function drawnBytes(generator: LoadedGenerator, latent: string, label: DrawnClass | null): Promise<Uint8Array> {
  const point = parsePoint(latent)
  const values = point && latentOfPoint(point, generator.latent)
  if (values !== undefined) return toBytes(await generator.draw(values, label))
  throw new StudioError('INVALID_INPUT', `A latent of this model has ${generator.latent.size} numbers.`, {
    safe: 'Nothing was changed.',
    next: 'Take a latent of this model, or a seed, which fits every model.',
  })
}

/** The mean of the encodings of a class's images, see `classMean`. @throws StudioError `WRONG_STATE`, `INVALID_INPUT`, `DATASET_DAMAGED` */
export async function findClassMean(
  generator: LoadedGenerator,
  { label, images: packed }: { readonly label: number; readonly images: PackedImages },
): Promise<ClassMean> {
  requireSize(generator, packed.image)
  const images = openImages(packed)
  try {
    return await classMean(generator, images, packed.labels?.classes ?? 0, label)
  } finally {
    images.close()
  }
}

async function extractorFor(
  source: Extract<FeatureSource, { kind: 'studio' }>,
  request: NearestRequest,
  images: ImageSource,
  { disk, engine }: RequestTools,
  emit: (event: NearestEvent) => void,
  pace: ReturnType<typeof paceOf>,
): Promise<FeatureExtractor> {
  const dataset = await featureDataset(source, request.images, images, disk)
  return studioFeatures(dataset, images, request.images.image, await engine(), disk, pace, (done, total) =>
    emit({ type: 'progress', phase: 'Training the feature network', done, total }),
  )
}

/** The training images that are nearest to what a latent draws, see `nearestImages`. @throws StudioError `INVALID_INPUT`, `DATASET_DAMAGED` */
export async function findNearest(
  generator: LoadedGenerator,
  request: NearestRequest,
  tools: RequestTools,
  emit: (event: NearestEvent) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { latent, label, count, features } = request
  requireSize(generator, request.images.image)
  const image = await drawnBytes(generator, latent, label)
  const pace = paceOf(signal)
  const images = openImages(request.images)
  let extractor: FeatureExtractor | undefined
  try {
    extractor = features === null ? undefined : await extractorFor(features, request, images, tools, emit, pace)
    const neighbours = await nearestImages(image, images, { count, extractor }, pace, emit)
    emit({ type: 'found', neighbours, features: extractor?.network.title ?? null })
  } finally {
    extractor?.dispose()
    images.close()
  }
}
