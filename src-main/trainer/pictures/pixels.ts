import type { ImageShape } from '@shared/architecture/spec'

/** The byte of a value in [−1, 1]: the nearest of 256 levels, a half upwards. Values outside are clamped, NaN is 0. */
export function byteOf(value: number): number {
  const level = Math.floor((value + 1) * 127.5 + 0.5)
  return level > 0 ? Math.min(level, 255) : 0
}

/** Writes images of values in [−1, 1], NHWC with 1 or 3 channels, as RGBA into `out`, four bytes for each pixel. */
export function writeRgba(
  values: Float32Array,
  channels: ImageShape['channels'],
  out: Uint8Array | Uint8ClampedArray,
): void {
  const count = values.length / channels
  for (let i = 0; i < count; i++) {
    const red = byteOf(values[i * channels] ?? 0)
    out[4 * i] = red
    out[4 * i + 1] = channels === 1 ? red : byteOf(values[i * channels + 1] ?? 0)
    out[4 * i + 2] = channels === 1 ? red : byteOf(values[i * channels + 2] ?? 0)
    out[4 * i + 3] = 255
  }
}
