import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { ImageShape } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import type { DrawnClass } from '@shared/latent/drawn-class'
import type { InversionSettings } from '@shared/latent/inversion'
import type { NearestEvent, Nearness, Neighbour } from '@shared/latent/nearest'
import type { Domain } from '@shared/latent/translation'
import type { Weights } from '@shared/latent/weights'
import { decodeImage } from '../../datasets/images/decode'
import { flatten, inChannels } from '../../datasets/images/pixels'
import type { PreparedImage } from '../../latent/given-images'
import { encodePng } from '../../pictures/png'
import { tile } from '../../pictures/tile'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find'
import { typedPath } from '../launch'
import { checkpointAt, outputFile, withGenerator } from './latent'

/** An image of a dataset as it is typed. */
const OF_DATASET = /^([a-z0-9][a-z0-9-]*)\/([a-z][a-z0-9-]*)\/(\d{1,9})$/

/** An image as it is typed, a file or `dataset/split/number`, in the shape of a model. @throws StudioError `INVALID_INPUT` */
function typedImage({ studio, launch }: CommandContext, typed: string, shape: ImageShape): Promise<PreparedImage> {
  const [, dataset, split, image] = OF_DATASET.exec(typed) ?? []
  const file = typedPath(launch, typed)
  if (dataset === undefined || split === undefined || image === undefined || existsSync(file)) {
    return studio.given.file(file, shape)
  }
  return studio.given.prepare({ from: 'dataset', dataset, split, image: Number(image) }, shape)
}

/** Rows of pictures in the shape of a model, one picture under the other, as a PNG. */
async function writeRows(file: string, shape: ImageShape, rows: readonly (readonly string[])[]): Promise<void> {
  const size = shape.height * shape.width * shape.channels
  const columns = Math.max(1, ...rows.map(({ length }) => length))
  const pixels = new Uint8Array(rows.length * columns * size)
  for (const [row, pictures] of rows.entries()) {
    for (const [column, url] of pictures.entries()) {
      pixels.set(pixelsOf(url, shape), (row * columns + column) * size)
    }
  }
  await writeFile(file, await encodePng(tile(pixels, shape, columns)))
}

/** The pixels of a PNG in a `data:` address. */
function pixelsOf(url: string, { channels }: ImageShape): Uint8Array {
  const png = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
  return inChannels(flatten(decodeImage(png), '#000000'), channels).pixels
}

/** What `invert` is told. */
export interface InvertOptions {
  readonly restarts: number
  readonly steps: number
  readonly seed: number
  readonly encode?: boolean
  readonly features: number
  readonly class?: number
  readonly checkpoint?: number
  readonly weights?: Weights
  readonly out?: string
}

const levels = (error: number): string => `${error.toFixed(1)} levels`

/** `invert RUN IMAGE…` */
export async function invert(
  context: CommandContext,
  run: string,
  images: readonly string[],
  options: InvertOptions,
): Promise<number> {
  const { studio, output, interruption } = context
  const { restarts, steps, seed, checkpoint, weights } = options
  if (images.length === 0) {
    throw new StudioError('INVALID_INPUT', 'There is no image to invert', {
      safe: 'Nothing was changed.',
      next: 'Name files, images such as mnist/test/7, or a class with --class-mean.',
    })
  }
  const target = options.out === undefined ? undefined : outputFile(context, options.out, ['png']).file
  const settings: InversionSettings = {
    restarts,
    steps,
    seed,
    encode: options.encode ?? false,
    featureWeight: options.features,
    label: options.class ?? null,
  }
  const found: {
    image: string
    latent: string
    label: number | null
    before: number
    error: number
    errors: number[]
  }[] = []
  const [targets, results]: [string[], string[]] = [[], []]
  const session = await withGenerator(
    context,
    { run, checkpoint, weights },
    async ({ session: open, image: shape }) => {
      await studio.notices
      for (const [index, image] of images.entries()) {
        const { pixels, picture } = await typedImage(context, image, shape)
        for await (const event of studio.latent.invert(open, pixels, settings, interruption.first)) {
          if (event.type !== 'found') continue
          const { latent, label, before, error, errors } = event
          found.push({ image, latent, label, before, error, errors })
          targets.push(picture)
          results.push(event.picture)
          output.note(`${index + 1}/${images.length} ${image}: ${levels(before)} before, ${levels(error)} after`)
        }
      }
      if (target !== undefined) await writeRows(target, shape, [targets, results])
    },
  )
  const { run: id, checkpoint: name, step } = session
  output.result({ run: id, checkpoint: name, step, settings, found, ...(target ? { file: target } : {}) }, () => [
    ...found.map(({ image, latent, label, error }) =>
      [`${image}: ${levels(error)}`, ...(label === null ? [] : [`class ${label}`]), latent].join('  '),
    ),
    ...(target === undefined ? [] : [`The images above what their latents draw: ${target}`]),
  ])
  return exitCodes.done
}

/** What `nearest` is told. */
export interface NearestOptions {
  readonly latent: readonly string[]
  readonly by: Nearness
  readonly count: number
  readonly class?: DrawnClass
  readonly checkpoint?: number
  readonly weights?: Weights
}

/** `nearest RUN` */
export async function nearest(context: CommandContext, run: string, options: NearestOptions): Promise<number> {
  const { studio, output, interruption } = context
  const { by, count, checkpoint, weights } = options
  const latents = options.latent.length > 0 ? options.latent : ['seed:0']
  const found: { latent: string; neighbours: Neighbour[]; features: string | null }[] = []
  const session = await withGenerator(context, { run, checkpoint, weights }, async ({ session: open }) => {
    await studio.notices
    for (const latent of latents) {
      const query = { session: open, latent, label: options.class ?? null, by, count }
      const { neighbours, features } = await lastOf(studio.latent.nearest(query, interruption.first))
      found.push({ latent, neighbours, features })
    }
  })
  const { run: id, checkpoint: name, step } = session
  const { dataset } = (await context.client.runs.show({ id })).config
  const unit = by === 'pixels' ? ' levels' : ''
  output.result({ run: id, checkpoint: name, step, dataset, by, found }, () =>
    found.flatMap(({ latent, neighbours, features }) => [
      `${latent}, by ${features === null ? 'pixels' : `features: ${features}`}`,
      ...neighbours.map(
        ({ image, distance }) => `  ${dataset.id}/${dataset.split}/${image}  ${distance.toFixed(2)}${unit}`,
      ),
    ]),
  )
  return exitCodes.done
}

async function lastOf(events: AsyncIterable<NearestEvent>): Promise<Extract<NearestEvent, { type: 'found' }>> {
  for await (const event of events) if (event.type === 'found') return event
  throw new StudioError('CANCELLED', 'The search was cancelled', {
    safe: 'Nothing was changed.',
    next: 'Start it again when you like.',
  })
}

/** What `translate` is told. */
export interface TranslateOptions {
  readonly from: Domain
  readonly checkpoint?: number
  readonly out: string
}

/** `translate RUN IMAGE…` */
export async function translate(
  context: CommandContext,
  wanted: string,
  images: readonly string[],
  { from, checkpoint, out }: TranslateOptions,
): Promise<number> {
  const { client, studio, output } = context
  const { file } = outputFile(context, out, ['png'])
  const { id } = findRun(await client.runs.list({ project: null }), wanted)
  const { config, checkpoints } = await client.runs.show({ id })
  const name = (await checkpointAt(client, id, checkpoint)) ?? checkpoints.at(-1)?.name ?? ''
  const shape = config.architecture.image
  await studio.notices
  const rows: [string[], string[], string[]] = [[], [], []]
  const translated: { image: string; error: number }[] = []
  for (const image of images) {
    const { pixels, picture } = await typedImage(context, image, shape)
    const translation = await studio.latent.translatePixels(id, name, pixels, from)
    rows[0].push(picture)
    rows[1].push(translation.translated)
    rows[2].push(translation.back)
    translated.push({ image, error: translation.error })
  }
  await writeRows(file, shape, rows)
  output.result({ run: id, checkpoint: name, from, translated, file }, () => [
    ...translated.map(({ image, error }) => `${image}: ${levels(error)} apart after the way there and back`),
    `The images, their translations and these translated back: ${file}`,
  ])
  return exitCodes.done
}
