import type { ImageShape } from '@shared/architecture/spec'

/** Bytes of one uint8 image. */
export const sizeOfImage = ({ height, width, channels }: ImageShape): number => height * width * channels

/** Generated values in [−1, 1] as bytes: a generator is measured on what it would save, as the real images are. */
export function toBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) {
    bytes[i] = Math.max(0, Math.min(255, Math.round(((values[i] ?? 0) + 1) * 127.5)))
  }
  return bytes
}

/** Bytes as values in [−1, 1]. */
export const toValues = (bytes: Uint8Array): Float32Array => Float32Array.from(bytes, (byte) => byte / 127.5 - 1)
