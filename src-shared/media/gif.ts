import { applyPalette, GIFEncoder, quantize } from 'gifenc'
import { isGrey, type Picture } from './picture'

/** Every grey, so that grey pictures lose nothing. */
const greys = Array.from({ length: 256 }, (_, level): [number, number, number] => [level, level, level])
/** The palette of coloured films comes from at most so many frames, spread over the film. */
const PALETTE_FRAMES = 16

/** The frames of a film by number, so that a long one need not be in memory at once. All have one size. */
export interface Frames {
  readonly count: number
  /** Set where it is known that all are grey, or that none needs to be taken for grey. */
  readonly grey?: boolean
  at(index: number): Promise<Picture>
}

const redOf = ({ pixels }: Picture): Uint8Array => {
  const levels = new Uint8Array(pixels.length / 4)
  for (let i = 0; i < levels.length; i++) levels[i] = pixels[4 * i] ?? 0
  return levels
}

/** Up to {@link PALETTE_FRAMES} frame numbers, evenly spread, the first and the last among them. */
function paletteFrames(count: number): number[] {
  const wanted = Math.min(count, PALETTE_FRAMES)
  return Array.from({ length: wanted }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, wanted - 1)))
}

async function allGrey(frames: Frames): Promise<boolean> {
  for (let i = 0; i < frames.count; i++) if (!isGrey(await frames.at(i))) return false
  return true
}

async function coloursOf(frames: Frames): Promise<[number, number, number][]> {
  const chosen: Uint8Array[] = []
  for (const index of paletteFrames(frames.count)) chosen.push((await frames.at(index)).pixels)
  const together = new Uint8Array(chosen.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const pixels of chosen) {
    together.set(pixels, offset)
    offset += pixels.length
  }
  return quantize(together, 256)
}

/**
 * An endless animated GIF with one palette for all frames: exact for greys, the 256 colours that fit best otherwise.
 * @param delay milliseconds for each frame; the format rounds to hundredths of a second
 */
export async function encodeGif(frames: Frames, delay: number): Promise<Uint8Array<ArrayBuffer>> {
  const grey = frames.grey ?? (await allGrey(frames))
  const palette = grey ? greys : await coloursOf(frames)
  const encoder = GIFEncoder()
  for (let i = 0; i < frames.count; i++) {
    const picture = await frames.at(i)
    const index = grey ? redOf(picture) : applyPalette(picture.pixels, palette)
    encoder.writeFrame(index, picture.width, picture.height, i === 0 ? { palette, delay, repeat: 0 } : { delay })
  }
  encoder.finish()
  return encoder.bytes()
}
