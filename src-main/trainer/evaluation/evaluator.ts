import { basename } from 'node:path'
import { StudioError, toStoredFailure } from '@shared/contract/errors'
import { eventsOf } from '@shared/contract/event-stream'
import type { EvaluateRequest } from '@shared/contract/trainer'
import { type MeasureName, measures } from '@shared/measures/measure'
import type { EvaluationEvent } from '@shared/measures/measured-value'
import { stream } from '@shared/random/generator'
import { type ImageSource, openImages } from '../batches/images'
import type { Engine } from '../compute/engine'
import type { Disk } from '../files/disk'
import type { LoadedGenerator } from '../latent/generator'
import { type Pace, paceOf } from '../measures/pace'
import { EngineProducts } from '../measures/products'
import { evaluationLatents } from '../noise'
import { computeMeasure } from './compute-measure'
import type { FeatureExtractor } from './extractor'
import { type ImageSet, ImageSetBuilder } from './image-set'
import { sizeOfImage, toBytes } from './images'
import { ownFeatures } from './own-network'
import { featureDataset, studioFeatures } from './studio-features'

/** Images that are drawn or read at once. */
export const EVALUATION_BATCH = 64

/** What evaluations need of their surroundings. */
export interface EvaluationTools {
  readonly disk: Disk
  readonly now: () => number
  /** Lets processes that train go first; called before each evaluation. */
  readonly giveWay: () => void
  /** The fastest engine that is available here. */
  readonly engine: () => Promise<Engine>
  /** The generator of a checkpoint folder; the caller closes it. */
  readonly load: (checkpoint: string) => Promise<LoadedGenerator>
}

type Emit = (event: EvaluationEvent) => void

/** Tells how far one part of the work is. */
type Tell = (phase: string, done: number, total: number) => void

/** Something made once for a key, until another key is asked for. */
class Kept<T> {
  #entry: { readonly key: string; readonly value: T } | undefined

  async of(key: string, make: () => Promise<T>, discard: (value: T) => void): Promise<T> {
    if (this.#entry?.key === key) return this.#entry.value
    if (this.#entry) discard(this.#entry.value)
    this.#entry = undefined
    const value = await make()
    this.#entry = { key, value }
    return value
  }
}

/** Measures checkpoints, one at a time; what real images gave is kept for the next checkpoint. */
export class Evaluator {
  readonly #tools: EvaluationTools
  readonly #extractor = new Kept<FeatureExtractor>()
  readonly #real = new Kept<ImageSet>()
  /** Settles after the evaluation in progress: executors must not overlap. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(tools: EvaluationTools) {
    this.#tools = tools
  }

  /**
   * Measures a checkpoint: progress, then each value. A measure that cannot be computed is told and the others go on.
   * @throws StudioError for what keeps everything from being measured; the signal's reason once it aborts
   */
  evaluate(request: EvaluateRequest, signal?: AbortSignal): AsyncGenerator<EvaluationEvent, void, void> {
    return eventsOf((emit) => {
      const turn = this.#last.then(() => this.#evaluate(request, emit, paceOf(signal)))
      this.#last = turn.catch(() => undefined)
      return turn
    })
  }

  async #evaluate(request: EvaluateRequest, emit: Emit, pace: Pace): Promise<void> {
    this.#tools.giveWay()
    await pace.breathe()
    const generator = await this.#tools.load(request.checkpoint)
    const images = openImages(request.images)
    const products = new EngineProducts(await this.#tools.engine())
    try {
      const tell: Tell = (phase, done, total) => emit({ type: 'progress', phase, done, total, step: generator.step })
      const needsFeatures = request.measures.some((measure) => measures[measure].needsFeatures)
      const extractor = needsFeatures ? await this.#features(request, images, pace, tell) : undefined
      const real = await this.#realSet(request, images, extractor, pace, tell)
      const fake = await fakeSet(request, generator, real.count, extractor, pace, tell)
      for (const [index, measure] of request.measures.entries()) {
        tell(`Computing: ${measures[measure].title}`, index, request.measures.length)
        await this.#measure(request, generator.step, measure, { real, fake, extractor, products, pace }, emit)
      }
    } finally {
      products.dispose()
      images.close()
      await generator.close()
    }
  }

  async #measure(
    { checkpoint, dataset: { id, split }, seed }: EvaluateRequest,
    step: number,
    measure: MeasureName,
    work: {
      readonly real: ImageSet
      readonly fake: ImageSet
      readonly extractor: FeatureExtractor | undefined
      readonly products: EngineProducts
      readonly pace: Pace
    },
    emit: Emit,
  ): Promise<void> {
    const { real, fake, extractor, products, pace } = work
    try {
      for (const found of await computeMeasure(measure, real, fake, { seed, products, pace })) {
        const measured = {
          ...found,
          step,
          checkpoint: basename(checkpoint),
          features: measures[measure].needsFeatures ? (extractor?.network ?? null) : null,
          samples: fake.count,
          dataset: id,
          split,
          seed,
          at: this.#tools.now(),
        }
        emit({ type: 'measured', measured })
      }
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      emit({ type: 'failed', measure, step, failure: toStoredFailure(error) })
    }
  }

  async #features(
    { features, images: packed }: EvaluateRequest,
    images: ImageSource,
    pace: Pace,
    tell: Tell,
  ): Promise<FeatureExtractor> {
    const { disk, engine } = this.#tools
    const { image } = packed
    const make = async (): Promise<FeatureExtractor> => {
      if (features.kind === 'own') return ownFeatures(disk, features, image)
      const onStep = (done: number, total: number) => tell('Training the feature network', done, total)
      const dataset = await featureDataset(features, packed, images, disk)
      return studioFeatures(dataset, images, image, await engine(), disk, pace, onStep)
    }
    return this.#extractor.of(JSON.stringify([features, packed]), make, (old) => old.dispose())
  }

  async #realSet(
    request: EvaluateRequest,
    images: ImageSource,
    extractor: FeatureExtractor | undefined,
    pace: Pace,
    tell: Tell,
  ): Promise<ImageSet> {
    const count = Math.min(request.samples, images.count)
    const { file, image } = request.images
    const key = [
      file,
      JSON.stringify(request.images.kept),
      count,
      request.seed,
      extractor?.network.id,
      ...request.measures,
    ].join('|')
    const make = async () => {
      const order = Uint32Array.from({ length: images.count }, (_, i) => i)
      stream(request.seed, 'evaluation/real').shuffle(order)
      const builder = new ImageSetBuilder(image, count, request.measures, extractor, request.seed, 'real')
      for (let start = 0; start < count; start += EVALUATION_BATCH) {
        const indices = order.subarray(start, Math.min(count, start + EVALUATION_BATCH))
        const batch = new Uint8Array(indices.length * images.bytesPerImage)
        images.copy(indices, batch)
        await builder.add(batch)
        tell('Reading real images', start + indices.length, count)
        await pace.breathe()
      }
      return builder.finish()
    }
    return this.#real.of(key, make, () => undefined)
  }
}

async function fakeSet(
  { measures: wanted, seed }: EvaluateRequest,
  generator: LoadedGenerator,
  count: number,
  extractor: FeatureExtractor | undefined,
  pace: Pace,
  tell: Tell,
): Promise<ImageSet> {
  const { latent, image } = generator
  const builder = new ImageSetBuilder(image, count, wanted, extractor, seed, 'fake')
  const size = sizeOfImage(image)
  for (let start = 0; start < count; start += EVALUATION_BATCH) {
    const taken = Math.min(EVALUATION_BATCH, count - start)
    const values = await generator.draw(evaluationLatents(seed, latent, start / EVALUATION_BATCH, taken))
    await builder.add(toBytes(values.subarray(0, taken * size)))
    tell('Drawing samples', start + taken, count)
    await pace.breathe()
  }
  return builder.finish()
}
