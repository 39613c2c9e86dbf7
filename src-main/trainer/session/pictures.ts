import { join } from 'node:path'
import { classesOf } from '@shared/architecture/spec'
import type { PackedImages, TrainRequest } from '@shared/contract/trainer'
import { picturesOf } from '@shared/families/registry'
import { stream } from '@shared/random/generator'
import type { RunConfig } from '@shared/runs/config'
import { sampleFileName } from '@shared/runs/files'
import type { PictureKind } from '@shared/runs/pictures'
import { openImages } from '../batches/images'
import type { Executor, FeedArrays } from '../compute/engine'
import { toValues } from '../evaluation/images'
import { drawFixedSamples, drawSamples } from './samples'
import type { PictureFile } from './saves'

/** The inference of a program that reconstructs images, and its feeds. */
const RECONSTRUCTIONS = { inference: 'reconstructions', images: 'real', noise: 'input-noise' } as const

/** What a picture is drawn from. */
interface Scene {
  readonly executor: Executor
  readonly config: RunConfig
  /** The real images that every picture of the run is about, uint8 NHWC, as many as it has places. */
  readonly real: Uint8Array
}

function floats(feeds: FeedArrays, name: string): Float32Array | undefined {
  const feed = feeds[name]
  return feed instanceof Float32Array ? feed : undefined
}

/** Images, what the encoder saw of them where that had noise, and their reconstructions. */
async function drawReconstructions({ executor, config, real }: Scene): Promise<Float32Array[]> {
  const { inference, images, noise } = RECONSTRUCTIONS
  const feeds = executor.feeds[inference] ?? {}
  const buffer = feeds[images]
  if (!(buffer instanceof Uint8Array)) throw new Error(`The program has no inference “${inference}”`)
  buffer.set(real)
  const values = toValues(real)
  const added = floats(feeds, noise)
  if (added === undefined) return [values, await executor.infer(inference)]
  stream(config.seed, 'fixed-noise').fillNormal(added)
  const deviation = 'inputNoise' in config ? config.inputNoise : 0
  for (let i = 0; i < added.length; i++) added[i] = (added[i] ?? 0) * deviation
  const noisy = values.map((value, i) => value + (added[i] ?? 0))
  return [values, noisy, await executor.infer(inference)]
}

/** Images on a side of a latent map, and how far it reaches from the middle, in deviations of the prior. */
const MAP = { side: 16, reach: 2.5 } as const

/** Images of the latents on a square of the plane: the first number grows to the right, the second upwards. */
async function drawLatentMap({ executor, config }: Scene): Promise<Float32Array[]> {
  const { side, reach } = MAP
  const { count } = config.samples
  const at = (place: number) => (2 * reach * place) / (side - 1) - reach
  const cells = Array.from({ length: side * side }, (_, i) => [at(i % side), -at(Math.floor(i / side))]).flat()
  const { height, width, channels } = config.architecture.image
  const size = height * width * channels
  const map = new Float32Array(side * side * size)
  for (let first = 0; first < side * side; first += count) {
    const latents = new Float32Array(2 * count)
    latents.set(cells.slice(2 * first, 2 * (first + count)))
    const drawn = await drawSamples(executor, latents)
    map.set(drawn.subarray(0, Math.min(count, side * side - first) * size), first * size)
  }
  return [map]
}

/** How each kind of picture is drawn: batches of images that stand on top of each other, values in [−1, 1], NHWC. */
const drawers: { readonly [K in PictureKind]: (scene: Scene) => Promise<Float32Array[]> } = {
  samples: async ({ executor, config }) => [await drawFixedSamples(executor, config)],
  reconstructions: drawReconstructions,
  'latent-map': drawLatentMap,
}

/** The real images that a run's pictures are about: the same at every step, from the start again where the dataset has fewer. */
function fixedImages(packed: PackedImages, seed: number, count: number): Uint8Array {
  const images = openImages(packed, 0)
  try {
    const order = Uint32Array.from({ length: images.count }, (_, i) => i)
    stream(seed, 'fixed-images').shuffle(order)
    const indices = Uint32Array.from({ length: count }, (_, i) => order[i % order.length] ?? 0)
    const bytes = new Uint8Array(count * images.bytesPerImage)
    images.copy(indices, bytes)
    return bytes
  } finally {
    images.close()
  }
}

/** Draws the pictures of a run's progress. */
export class PictureArtist {
  readonly #request: Pick<TrainRequest, 'config' | 'images' | 'directory'>
  readonly #executor: Executor
  #real: Uint8Array | undefined

  constructor(request: Pick<TrainRequest, 'config' | 'images' | 'directory'>, executor: Executor) {
    this.#request = request
    this.#executor = executor
  }

  /** The pictures of now. @throws StudioError `DATASET_DAMAGED` where images cannot be read any more */
  async draw(step: number): Promise<PictureFile[]> {
    const { config, images, directory } = this.#request
    const [first, ...others] = picturesOf(config)
    this.#real ??= fixedImages(images, config.seed, config.samples.count)
    const scene = { executor: this.#executor, config, real: this.#real }
    const files: PictureFile[] = []
    for (const kind of [first, ...others]) {
      const name = sampleFileName(step, kind === first ? undefined : kind)
      const classes = kind === 'samples' ? classesOf(config.architecture) : undefined
      files.push({ file: join(directory, 'samples', name), batches: await drawers[kind](scene), classes })
    }
    return files
  }
}
