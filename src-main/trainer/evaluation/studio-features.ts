import type { FeatureSource, PackedImages } from '@shared/contract/trainer'
import type { ImageSource } from '../batches/images'
import { sha256 } from '../checkpoint/manifest'
import type { Engine, Executor } from '../compute/engine'
import type { Disk } from '../files/disk'
import type { Pace } from '../measures/pace'
import type { FeatureExtractor } from './extractor'
import { type KeptNetwork, loadNetwork, type NetworkOrigin, saveNetwork } from './network-file'
import { FEATURE_COUNT, FEATURES, featuresProgram, IMAGES_FEED, type NetworkPlan, networkPlan } from './studio-network'
import { type Lesson, type OnStep, trainNetwork } from './train-network'
import { TURNS } from './turns'

const BATCH = 128

/** A dataset's split, for which a network is trained once and kept. */
export interface FeatureDataset {
  /** As people know it. */
  readonly title: string
  /** Where the network is kept. */
  readonly file: string
  /** Tells these images from all others, such as the checksum of their file. */
  readonly images: string
  readonly classes: number
  /** Null without labels. */
  readonly labels: Uint8Array | null
}

async function extractorOf(
  { network, weights }: KeptNetwork,
  plan: NetworkPlan,
  engine: Engine,
): Promise<FeatureExtractor> {
  const executor: Executor = await engine.prepare(featuresProgram(plan, BATCH), weights)
  const size = plan.image.height * plan.image.width * plan.image.channels
  const feed = executor.feeds[FEATURES]?.[IMAGES_FEED]
  if (!(feed instanceof Uint8Array)) throw new Error('the feature network has no feed for images')
  return {
    network,
    async extract(images, count) {
      const features = new Float32Array(count * FEATURE_COUNT)
      for (let start = 0; start < count; start += BATCH) {
        const taken = Math.min(BATCH, count - start)
        feed.set(images.subarray(start * size, (start + taken) * size))
        const batch = await executor.infer(FEATURES)
        features.set(batch.subarray(0, taken * FEATURE_COUNT), start * FEATURE_COUNT)
      }
      return features
    },
    dispose: () => executor.dispose(),
  }
}

/** A split as its feature network knows it. */
export async function featureDataset(
  { title, file, checksum }: Extract<FeatureSource, { kind: 'studio' }>,
  { kept, labels }: PackedImages,
  images: ImageSource,
  disk: Disk,
): Promise<FeatureDataset> {
  // The same file with other images left out is another set.
  const places = kept === undefined ? '' : ` ${sha256([await disk.read(kept.file)])}`
  const classes = labels?.classes ?? 0
  return {
    title,
    file,
    images: checksum + places,
    classes,
    labels: classes < 2 ? null : Uint8Array.from({ length: images.count }, (_, i) => images.labelOf(i)),
  }
}

/** What a split's network learns and is told apart by. */
function lessonOf(dataset: FeatureDataset, image: NetworkPlan['image']) {
  const lesson: Lesson =
    dataset.labels === null || dataset.classes < 2 ? { kind: 'turns' } : { kind: 'classes', labels: dataset.labels }
  const plan = networkPlan(image, lesson.kind === 'classes' ? dataset.classes : TURNS)
  const origin: NetworkOrigin = { plan, kind: lesson.kind, images: dataset.images }
  return { lesson, plan, origin }
}

/** A split's feature network where it has been trained already. */
export async function trainedFeatures(
  dataset: FeatureDataset,
  image: NetworkPlan['image'],
  disk: Disk,
): Promise<(KeptNetwork & { readonly plan: NetworkPlan }) | undefined> {
  const { plan, origin } = lessonOf(dataset, image)
  const kept = await loadNetwork(disk, dataset.file, origin)
  return kept && { ...kept, plan }
}

/**
 * The studio's own feature network of a dataset: trained on its labels or, without any, on how its images were turned; kept
 * in a file and trained anew only where that does not fit.
 * @throws StudioError `TOO_FEW_SAMPLES`, `DISK_FULL`
 */
export async function studioFeatures(
  dataset: FeatureDataset,
  images: ImageSource,
  image: NetworkPlan['image'],
  engine: Engine,
  disk: Disk,
  pace: Pace,
  onStep: OnStep,
): Promise<FeatureExtractor> {
  const { lesson, plan, origin } = lessonOf(dataset, image)
  const kept = await loadNetwork(disk, dataset.file, origin)
  if (kept !== undefined) return extractorOf(kept, plan, engine)
  const { weights, accuracy } = await trainNetwork(plan, images, lesson, engine, pace, onStep)
  const title = lesson.kind === 'classes' ? `classes of ${dataset.title}` : `turned images of ${dataset.title}`
  const about = { kind: lesson.kind, title, size: FEATURE_COUNT, accuracy }
  const network = await saveNetwork(disk, dataset.file, origin, weights, about)
  return extractorOf({ network, weights }, plan, engine)
}
