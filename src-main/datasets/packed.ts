import { type FileHandle, open } from 'node:fs/promises'
import type { ImageShape } from '@shared/architecture/spec'
import { badFile } from './formats/format'

/** Bytes that are read at once. */
const pieceBytes = 2 ** 22

async function fill(handle: FileHandle, out: Uint8Array, position: number, file: string): Promise<void> {
  for (let at = 0; at < out.length; ) {
    const { bytesRead } = await handle.read(out, at, out.length - at, position + at)
    if (bytesRead === 0) throw badFile(file, 'ends too early')
    at += bytesRead
  }
}

/** Consecutive chosen images of a packed file. */
export interface PackedBatch {
  /** Their places in the packed file. */
  readonly images: readonly number[]
  /** uint8 NHWC. */
  readonly pixels: Uint8Array
}

/** Reads chosen images of a packed file in their order, a few megabytes at a time. */
export async function* readPacked(
  file: string,
  { height, width, channels }: ImageShape,
  images: readonly number[],
): AsyncGenerator<PackedBatch> {
  const size = height * width * channels
  const step = Math.max(1, Math.floor(pieceBytes / size))
  const handle = await open(file, 'r')
  try {
    for (let at = 0; at < images.length; at += step) {
      const some = images.slice(at, at + step)
      const pixels = new Uint8Array(some.length * size)
      for (let from = 0; from < some.length; ) {
        let to = from + 1
        while (to < some.length && some[to] === (some[from] ?? 0) + to - from) to++
        await fill(handle, pixels.subarray(from * size, to * size), (some[from] ?? 0) * size, file)
        from = to
      }
      yield { images: some, pixels }
    }
  } finally {
    await handle.close()
  }
}
