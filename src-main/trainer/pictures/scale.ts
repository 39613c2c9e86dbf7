import type { Picture } from '@shared/media/picture'

/** The largest whole factor that keeps both sides within `limit` pixels; 1 for a picture that is larger. */
export const wholeFactor = ({ width, height }: Pick<Picture, 'width' | 'height'>, limit: number): number =>
  Math.max(1, Math.floor(limit / Math.max(width, height)))

/** Every pixel as a square of `factor` × `factor` pixels. */
export function enlarge(picture: Picture, factor: number): Picture {
  if (factor === 1) return picture
  const [width, height] = [picture.width * factor, picture.height * factor]
  const from = new Uint32Array(picture.pixels.buffer, picture.pixels.byteOffset, picture.width * picture.height)
  const to = new Uint32Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / factor) * picture.width
    for (let x = 0; x < width; x++) to[y * width + x] = from[row + Math.floor(x / factor)] ?? 0
  }
  return { width, height, pixels: new Uint8Array(to.buffer) }
}
