import type { ImageShape } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import type { GivenImage } from '@shared/latent/given-image'
import type { DatasetsService } from '../datasets/service'
import type { ImporterProcess } from '../importing/host'
import type { Sources } from '../importing/sources'
import { encodePng } from '../pictures/png'
import type { OnDemand } from '../training/on-demand'

/** An image in the shape of a model. */
export interface PreparedImage {
  /** uint8 [height, width, channels], base64. */
  readonly pixels: string
  /** The same as a PNG in a `data:` address. */
  readonly picture: string
}

/** What the images are read with. */
export interface GivenImagesOptions {
  readonly datasets: Pick<DatasetsService, 'image'>
  readonly importer: OnDemand<ImporterProcess>
  readonly sources: Pick<Sources, 'path'>
}

const sameShape = (a: ImageShape, b: ImageShape): boolean =>
  a.height === b.height && a.width === b.width && a.channels === b.channels

/** Images that a person points at, in the shape that a model takes. */
export class GivenImages {
  readonly #options: GivenImagesOptions

  constructor(options: GivenImagesOptions) {
    this.#options = options
  }

  /** @throws StudioError `INVALID_INPUT`, `UNKNOWN_DATASET`, `DATASET_DAMAGED`, `IMPORTER_LOST` */
  async prepare(given: GivenImage, shape: ImageShape): Promise<PreparedImage> {
    switch (given.from) {
      case 'file':
        return this.file(this.#options.sources.path(given.source), shape)
      case 'dataset': {
        const { bytes, image } = await this.#options.datasets.image(given.dataset, given.split, given.image)
        if (!sameShape(image, shape)) throw otherShape(given.dataset, shape)
        return prepared(bytes, shape)
      }
    }
  }

  /** An image file. @throws StudioError `INVALID_INPUT`, `IMPORTER_LOST` */
  async file(file: string, shape: ImageShape): Promise<PreparedImage> {
    const { pixels } = await this.#options.importer.use(({ client }) => client.image({ file, image: shape }))
    return prepared(Buffer.from(pixels, 'base64'), shape)
  }
}

async function prepared(bytes: Uint8Array, { height, width, channels }: ImageShape): Promise<PreparedImage> {
  const png = await encodePng({ height, width, channels, pixels: bytes })
  return {
    pixels: Buffer.from(bytes).toString('base64'),
    picture: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
  }
}

const otherShape = (dataset: string, { height, width }: ImageShape): StudioError =>
  new StudioError('INVALID_INPUT', `The images of ${dataset} have another size or other channels than this model’s`, {
    safe: 'Nothing has been changed.',
    next: `Take an image of ${height}×${width} pixels, or a file, which is brought to that size.`,
  })
