import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { Filter, Fit, ImageSize } from '../../src-shared/datasets/import'

const folder = resolve(import.meta.dirname, '../fixtures/datasets')

/** The path of a fixture that `make.py` made. */
export const fixture = (...names: readonly string[]): string => join(folder, 'files', ...names)

const Entry = z.object({
  name: z.string(),
  height: z.int(),
  width: z.int(),
  channels: z.literal([1, 2, 3, 4]),
  offset: z.int(),
  tolerance: z.int(),
  file: z.string().optional(),
  fit: Fit.optional(),
  filter: Filter.optional(),
  size: ImageSize.optional(),
  background: z.string().optional(),
})

const pixels = gunzipSync(readFileSync(join(folder, 'expected.bin.gz')))

/** What Pillow or NumPy read, with the pixels as uint8. */
export const expectedImages = z
  .array(Entry)
  .parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))
  .map((entry) => {
    const length = entry.height * entry.width * entry.channels
    return { ...entry, pixels: new Uint8Array(pixels.subarray(entry.offset, entry.offset + length)) }
  })
export type ExpectedImage = (typeof expectedImages)[number]

/** An expected image by its name. */
export function expectedImage(name: string): ExpectedImage {
  const found = expectedImages.find((entry) => entry.name === name)
  if (!found) throw new Error(`make.py expects nothing of ${name}`)
  return found
}

/** The largest difference between two images' values; infinite for other sizes. */
export function largestDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? 0))), 0)
}
