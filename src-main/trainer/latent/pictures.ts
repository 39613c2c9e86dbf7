import type { Latent } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import { bilinear } from '@shared/latent/blend'
import type { Drawing } from '@shared/latent/drawing'
import type { DrawnClass } from '@shared/latent/drawn-class'
import { type Film, filmLatents, pathOf } from '@shared/latent/film'
import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { encodeGif, type Frames } from '@shared/media/gif'
import type { Picture } from '@shared/media/picture'
import { writeAtomically } from '../files/atomic'
import type { Disk } from '../files/disk'
import { composeGrid } from '../pictures/grid'
import { writeRgba } from '../pictures/pixels'
import { encodePng } from '../pictures/png'
import { enlarge, wholeFactor } from '../pictures/scale'
import { encodeWebm } from '../pictures/webm'
import type { LoadedGenerator } from './generator'
import { encodeNpy } from './npy'

/** Films of small images are enlarged by a whole factor up to this many pixels a side. */
const FILM_SIDE = { gif: 256, webm: 512 } as const
/** Frames of a film are drawn so many at a time. */
const CHUNK = 16

/** Told after each picture, of how many. */
export type OnPicture = (done: number, total: number) => void

const anotherSize = (latent: Latent): StudioError =>
  new StudioError(
    'INVALID_INPUT',
    `A latent of this model has ${latent.size} numbers, and one of those given has not.`,
    {
      safe: 'Nothing was written.',
      next: 'Take the latents of this model, or seeds, which fit every model.',
    },
  )

function latentNamed(text: string, latent: Latent): Float32Array {
  const point = parsePoint(text)
  const values = point && latentOfPoint(point, latent)
  if (values === undefined) throw anotherSize(latent)
  return values
}

function joined(latents: readonly Float32Array[], { size }: Latent): Float32Array {
  const all = new Float32Array(latents.length * size)
  for (const [i, latent] of latents.entries()) all.set(latent, i * size)
  return all
}

function latentsOf(film: Film, latent: Latent): Float32Array {
  const path = pathOf(film, latent)
  if (path === undefined) throw anotherSize(latent)
  return filmLatents(path, film, latent.size)
}

/** The latents of a grid between four corners, row by row. */
function betweenCorners({ corners, side }: Extract<Drawing, { kind: 'corners' }>, latent: Latent): Float32Array {
  const [a, b, c, d] = corners
  const ends = [a, b, c, d].map((text) => latentNamed(text, latent))
  const [topLeft, topRight, bottomLeft, bottomRight] = ends
  if (!topLeft || !topRight || !bottomLeft || !bottomRight) throw anotherSize(latent)
  const cells = Array.from({ length: side * side }, (_, i) =>
    bilinear(
      [topLeft, topRight, bottomLeft, bottomRight],
      (i % side) / (side - 1),
      Math.floor(i / side) / (side - 1),
      latent.prior,
    ),
  )
  return joined(cells, latent)
}

/** A row for each class, a column for each latent. @throws StudioError `INVALID_INPUT` for a model without classes */
async function everyClass(
  generator: LoadedGenerator,
  { points }: Extract<Drawing, { kind: 'classes' }>,
): Promise<Picture> {
  const { latent, image, classes } = generator
  if (classes === undefined) {
    throw new StudioError('INVALID_INPUT', 'This model takes no classes.', {
      safe: 'Nothing was written.',
      next: 'Leave the class out.',
    })
  }
  const row = joined(
    points.map((text) => latentNamed(text, latent)),
    latent,
  )
  const length = points.length * image.height * image.width * image.channels
  const values = new Float32Array(classes * length)
  for (let label = 0; label < classes; label++) values.set(await generator.draw(row, label), label * length)
  return composeGrid([values], image, classes)
}

/** The frames of a film, drawn a chunk at a time as they are asked for, mostly in their order. */
function framesOf(
  generator: LoadedGenerator,
  latents: Float32Array,
  side: number,
  { onPicture, signal, label }: { onPicture: OnPicture; signal: AbortSignal | undefined; label: DrawnClass | null },
): Frames {
  const { latent, image } = generator
  const count = latents.length / latent.size
  const factor = wholeFactor(image, side)
  const length = image.width * image.height * image.channels
  let [from, drawn]: [number, Float32Array] = [-1, new Float32Array(0)]
  const at = async (index: number): Promise<Picture> => {
    signal?.throwIfAborted()
    const first = index - (index % CHUNK)
    if (first !== from) {
      drawn = await generator.draw(latents.subarray(first * latent.size, (first + CHUNK) * latent.size), label)
      from = first
    }
    const pixels = new Uint8Array(image.width * image.height * 4)
    writeRgba(drawn.subarray((index - first) * length, (index - first + 1) * length), image.channels, pixels)
    onPicture(index + 1, count)
    return enlarge({ width: image.width, height: image.height, pixels }, factor)
  }
  return image.channels === 1 ? { count, grey: true, at } : { count, at }
}

async function contentOf(
  generator: LoadedGenerator,
  drawing: Drawing,
  onPicture: OnPicture,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { latent, image } = generator
  const grid = async (latents: Float32Array, label: DrawnClass | undefined) =>
    encodePng(composeGrid([await generator.draw(latents, label ?? null)], image))
  switch (drawing.kind) {
    case 'pictures':
      return grid(
        joined(
          drawing.points.map((text) => latentNamed(text, latent)),
          latent,
        ),
        drawing.label,
      )
    case 'classes':
      return encodePng(await everyClass(generator, drawing))
    case 'corners':
      return grid(betweenCorners(drawing, latent), drawing.label)
    case 'film': {
      const { format, film, rate, label = null } = drawing
      const how = { onPicture, signal, label }
      const frames = framesOf(generator, latentsOf(film, latent), FILM_SIDE[format], how)
      return format === 'gif' ? encodeGif(frames, 1000 / rate) : encodeWebm(frames, 1000 / rate)
    }
    case 'latents': {
      const { format, film } = drawing
      const latents = latentsOf(film, latent)
      if (format === 'npy') return encodeNpy(latents, film.frames)
      const rows = Array.from({ length: film.frames }, (_, i) => [
        ...latents.subarray(i * latent.size, (i + 1) * latent.size),
      ])
      return new TextEncoder().encode(`${JSON.stringify({ latent, film, latents: rows }, null, 1)}\n`)
    }
  }
}

/**
 * Writes pictures, a film or latents. `signal` ends it before the next picture, and then nothing is left behind.
 * @throws StudioError `INVALID_INPUT` for latents of another size
 */
export async function writeDrawing(
  disk: Disk,
  generator: LoadedGenerator,
  { drawing, file }: { readonly drawing: Drawing; readonly file: string },
  { onPicture = () => undefined, signal }: { onPicture?: OnPicture; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  await writeAtomically(disk, file, await contentOf(generator, drawing, onPicture, signal))
}
