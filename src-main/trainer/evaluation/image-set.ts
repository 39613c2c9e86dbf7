import type { ImageShape } from '@shared/architecture/spec'
import type { MeasureName } from '@shared/measures/measure'
import { measures } from '@shared/measures/measure'
import { type Points, requireFinitePoints } from '../measures/points'
import { PatchSet } from '../measures/sliced-wasserstein'
import type { FeatureExtractor } from './extractor'
import { sizeOfImage, toValues } from './images'

/** What measures compare of a set of images. */
export interface ImageSet {
  readonly count: number
  /** Undefined where no measure needs them. */
  readonly features: Points | undefined
  readonly patches: PatchSet | undefined
}

/** Gathers what is compared of a set of images, batch by batch, so that the images themselves need not be held. */
export class ImageSetBuilder {
  readonly #image: ImageShape
  readonly #count: number
  readonly #extractor: FeatureExtractor | undefined
  readonly #features: Float32Array | undefined
  readonly #patches: PatchSet | undefined
  #done = 0

  /** @param count images that will come @param name `real` or `fake` */
  constructor(
    image: ImageShape,
    count: number,
    wanted: readonly MeasureName[],
    extractor: FeatureExtractor | undefined,
    seed: number,
    name: string,
  ) {
    this.#image = image
    this.#count = count
    this.#extractor = wanted.some((measure) => measures[measure].needsFeatures) ? extractor : undefined
    this.#features = this.#extractor && new Float32Array(count * this.#extractor.network.size)
    this.#patches = wanted.includes('swd') ? new PatchSet(image, count, seed, name) : undefined
  }

  /** @param images uint8, NHWC, whole images */
  async add(images: Uint8Array): Promise<void> {
    const count = images.length / sizeOfImage(this.#image)
    if (this.#extractor && this.#features) {
      const features = await this.#extractor.extract(images, count)
      this.#features.set(features, this.#done * this.#extractor.network.size)
    }
    this.#patches?.add(toValues(images))
    this.#done += count
  }

  /** @throws StudioError `DIVERGED` where features are not finite */
  finish(): ImageSet {
    if (this.#done !== this.#count) throw new Error(`${this.#done} images came where ${this.#count} were planned`)
    const size = this.#extractor?.network.size
    const features =
      this.#features === undefined || size === undefined
        ? undefined
        : { count: this.#count, size, values: this.#features }
    if (features !== undefined) requireFinitePoints('The features', features)
    return { count: this.#count, features, patches: this.#patches }
  }
}
