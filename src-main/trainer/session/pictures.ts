import { join } from 'node:path'
import { classesOf } from '@shared/architecture/spec'
import type { TrainRequest } from '@shared/contract/trainer'
import { picturesOf } from '@shared/families/registry'
import { stream } from '@shared/random/generator'
import type { RunConfig } from '@shared/runs/config'
import { domainLabels } from '@shared/runs/cycle-config'
import { sampleFileName } from '@shared/runs/files'
import type { PictureKind } from '@shared/runs/pictures'
import type { Executor, FeedArrays } from '../compute/engine'
import { toValues } from '../evaluation/images'
import { type Domain, domainFeed } from '../program/cyclegan'
import { attack } from './attacks'
import { type FixedImages, fixedImages } from './fixed-images'
import { drawFixedSamples, drawSamples } from './samples'
import type { PictureFile } from './saves'

/** The inference of a program that reconstructs images, and its feeds. */
const RECONSTRUCTIONS = { inference: 'reconstructions', images: 'real', noise: 'input-noise' } as const

/** What a picture is drawn from. */
interface Scene {
  readonly executor: Executor
  readonly config: RunConfig
  /** The real images that every picture of the run is about, as many as it has places. */
  readonly real: FixedImages
  /** As many of one class. */
  readonly ofClass: (index: number) => FixedImages
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
  buffer.set(real.bytes)
  const values = toValues(real.bytes)
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

/** Images, what the attack adds to them (its largest move white or black), and the attacked images. */
async function drawAttacks({ executor, config, real }: Scene): Promise<Float32Array[]> {
  if (config.family !== 'classifier') throw new Error('only a classifier is attacked')
  const values = toValues(real.bytes)
  const { images } = await attack(executor, config.architecture.classes, real)
  const { epsilon } = config.attack
  const added = images.map((value, i) => (epsilon === 0 ? 0 : (value - (values[i] ?? 0)) / (2 * epsilon)))
  return [values, added, images]
}

/** Images of a domain, their translations, and these translated back. */
async function drawTranslations({ executor, config, ofClass }: Scene, from: Domain): Promise<Float32Array[]> {
  if (config.family !== 'cyclegan') throw new Error('only a translation has domains')
  const inference = `translations-from-${from}`
  const { bytes } = ofClass(domainLabels(config)[from])
  const buffer = executor.feeds[inference]?.[domainFeed(from)]
  if (!(buffer instanceof Uint8Array)) throw new Error(`The program has no inference “${inference}”`)
  buffer.set(bytes)
  const both = await executor.infer(inference)
  return [toValues(bytes), both.subarray(0, bytes.length), both.subarray(bytes.length)]
}

/** How each kind of picture is drawn: batches of images that stand on top of each other, values in [−1, 1], NHWC. */
const drawers: { readonly [K in PictureKind]: (scene: Scene) => Promise<Float32Array[]> } = {
  samples: async ({ executor, config }) => [await drawFixedSamples(executor, config)],
  reconstructions: drawReconstructions,
  'latent-map': drawLatentMap,
  attacks: drawAttacks,
  'translations-from-a': (scene) => drawTranslations(scene, 'a'),
  'translations-from-b': (scene) => drawTranslations(scene, 'b'),
}

/** Draws the pictures of a run's progress. */
export class PictureArtist {
  readonly #request: Pick<TrainRequest, 'config' | 'images' | 'heldOut' | 'directory'>
  readonly #executor: Executor
  #real: FixedImages | undefined
  readonly #ofClass = new Map<number, FixedImages>()

  constructor(request: Pick<TrainRequest, 'config' | 'images' | 'heldOut' | 'directory'>, executor: Executor) {
    this.#request = request
    this.#executor = executor
  }

  /** The pictures of now. @throws StudioError `DATASET_DAMAGED` where images cannot be read any more */
  async draw(step: number): Promise<PictureFile[]> {
    const { config, images, heldOut, directory } = this.#request
    const [first, ...others] = picturesOf(config)
    this.#real ??= fixedImages(heldOut ?? images, config.seed, config.samples.count)
    const ofClass = (index: number): FixedImages => {
      const known = this.#ofClass.get(index)
      if (known !== undefined) return known
      const found = fixedImages(images, config.seed, config.samples.count, { ofClass: index })
      this.#ofClass.set(index, found)
      return found
    }
    const scene = { executor: this.#executor, config, real: this.#real, ofClass }
    const files: PictureFile[] = []
    for (const kind of [first, ...others]) {
      const name = sampleFileName(step, kind === first ? undefined : kind)
      const classes = kind === 'samples' ? classesOf(config.architecture) : undefined
      files.push({ file: join(directory, 'samples', name), batches: await drawers[kind](scene), classes })
    }
    return files
  }
}
