import { between, latentOf } from '@shared/latent/vectors'
import { writeAtomically } from '../files/atomic'
import type { Disk } from '../files/disk'
import { encodeGif } from '../pictures/gif'
import { composeGrid } from '../pictures/grid'
import { type Picture, writeRgba } from '../pictures/pixels'
import { encodePng } from '../pictures/png'
import { enlarge, wholeFactor } from '../pictures/scale'
import type { LoadedGenerator } from './generator'

/** Animations of small images are enlarged by a whole factor up to this many pixels a side. */
const ANIMATION_SIDE = 256

/** Writes a PNG grid of the images of seeds, in their order. */
export async function writeGrid(
  disk: Disk,
  generator: LoadedGenerator,
  seeds: readonly number[],
  file: string,
): Promise<void> {
  const { latent, image } = generator
  const latents = new Float32Array(seeds.length * latent.size)
  for (const [i, seed] of seeds.entries()) latents.set(latentOf(seed, latent), i * latent.size)
  await writeAtomically(disk, file, await encodePng(composeGrid(await generator.draw(latents), image)))
}

/** The way from one seed's latent to another's. */
export interface Journey {
  readonly from: number
  readonly to: number
  /** Pictures, both ends among them; at least 2. */
  readonly frames: number
  /** Milliseconds for each. */
  readonly delay: number
}

/** Writes the pictures on the way between two seeds as an animated GIF. `signal` ends it before the next picture. */
export async function writeInterpolation(
  disk: Disk,
  generator: LoadedGenerator,
  { from, to, frames, delay }: Journey,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const { latent, image } = generator
  const [start, end] = [latentOf(from, latent), latentOf(to, latent)]
  const at = async (index: number): Promise<Picture> => {
    signal?.throwIfAborted()
    const values = await generator.draw(between(start, end, index / (frames - 1), latent.prior))
    const pixels = new Uint8Array(image.width * image.height * 4)
    writeRgba(values, image.channels, pixels)
    return enlarge({ width: image.width, height: image.height, pixels }, wholeFactor(image, ANIMATION_SIDE))
  }
  const film = image.channels === 1 ? { count: frames, grey: true, at } : { count: frames, at }
  await writeAtomically(disk, file, await encodeGif(film, delay))
}
