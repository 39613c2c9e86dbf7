import { StudioError } from '@shared/contract/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ByteSource, OpenedDataset } from '../../../src-main/datasets/formats/format'
import { idx } from '../../../src-main/datasets/formats/idx'
import { openDataset } from '../../../src-main/datasets/formats/registry'
import { idxBytes, pattern } from '../../support/idx-files'

/** Bytes that arrive in chunks of the given sizes, over and over. */
function source(name: string, bytes: Uint8Array, chunkSizes: readonly number[] = [7]): ByteSource {
  async function* read() {
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = chunkSizes[turn % chunkSizes.length] ?? 1
      yield bytes.subarray(at, at + size)
      at += size
    }
  }
  return { name, read }
}

async function collect(opened: OpenedDataset) {
  const pixels: number[] = []
  const labels: number[] = []
  let count = 0
  for await (const batch of opened.items()) {
    expect(batch.pixels.length).toBe(batch.count * opened.image.height * opened.image.width * opened.image.channels)
    pixels.push(...batch.pixels)
    labels.push(...(batch.labels ?? []))
    count += batch.count
  }
  return { pixels, labels, count }
}

/** The message of the `INVALID_INPUT` that reading ends with. */
async function refusal(images: Uint8Array, labels?: Uint8Array): Promise<string> {
  try {
    const input = { images: source('images', images), labels: labels ? source('labels', labels) : null }
    await collect(await idx.open(input))
  } catch (error) {
    if (error instanceof StudioError && error.code === 'INVALID_INPUT') return error.message
    throw error
  }
  throw new Error('it was read')
}

test('images and labels come back as they were written, however the bytes arrive', async () => {
  const sizes = fc.record({
    count: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(undefined, 1, 3),
  })
  const chunks = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(sizes, chunks, fc.boolean(), async ({ count, height, width, channels }, chunkSizes, labelled) => {
      const pixels = pattern(count * height * width * (channels ?? 1))
      const labels = pattern(count)
      const shape = channels === undefined ? [count, height, width] : [count, height, width, channels]
      const { format, opened } = await openDataset({
        images: source('images', idxBytes(shape, pixels), chunkSizes),
        labels: labelled ? source('labels', idxBytes([count], labels), chunkSizes) : null,
      })
      expect([format.id, opened.count, opened.labelled]).toEqual(['idx', count, labelled])
      expect(opened.image).toEqual({ height, width, channels: channels ?? 1 })
      expect(await collect(opened)).toEqual({ pixels: [...pixels], labels: labelled ? [...labels] : [], count })
    }),
  )
})

const good = idxBytes([3, 4, 5], pattern(60))
const goodLabels = idxBytes([3], new Uint8Array(3))

test('a file cut off anywhere is refused', async () => {
  for (let length = 0; length < good.length; length++) {
    expect(await refusal(good.subarray(0, length))).toMatch(/^images: /)
  }
  for (let length = 0; length < goodLabels.length; length++) {
    expect(await refusal(good, goodLabels.subarray(0, length))).toMatch(/^labels: /)
  }
})

test('bytes too many are refused', async () => {
  expect(await refusal(new Uint8Array([...good, 0]))).toBe('images: is longer than its header says')
  expect(await refusal(good, new Uint8Array([...goodLabels, 0]))).toBe('labels: is longer than its header says')
})

test('any one wrong byte in a header is refused', async () => {
  const place = fc.integer({ min: 0, max: 15 })
  await fc.assert(
    fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const bytes = Uint8Array.from(good)
      bytes[at] = (bytes[at] ?? 0) ^ change
      expect(await refusal(bytes)).toMatch(/^images: /)
    }),
    { numRuns: 300 },
  )
})

test('any bytes are read or refused, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), fc.boolean(), async (bytes, magic) => {
      const hostile = magic ? new Uint8Array([0, 0, 8, 3, ...bytes]) : bytes
      const outcome = await refusal(hostile).catch((error: unknown) => error)
      if (typeof outcome !== 'string') expect(outcome).toEqual(new Error('it was read'))
    }),
    { numRuns: 500 },
  )
})

const header = (sizes: readonly number[]) => idxBytes(sizes, new Uint8Array(0))

test.each([
  ['other numbers', Uint8Array.from([0, 0, 13, 3, ...good.subarray(4)]), 'holds floats'],
  ['an unknown type', Uint8Array.from([0, 0, 99, 3, ...good.subarray(4)]), 'unknown element type 99'],
  ['labels in place of images', goodLabels, 'has 1 dimensions'],
  ['no images', header([0, 28, 28]), 'is empty'],
  ['a bomb', header([0xffffffff, 0xffffffff, 0xffffffff]), 'too large'],
  ['huge images', header([1, 65_535, 65_535]), '65535×65535'],
  ['two channels', header([1, 4, 4, 2]), '4×4×2'],
  ['a promise of much', header([60_000, 28, 28]), 'shorter than its header says'],
])('%s: refused with its reason', async (_, bytes, reason) => {
  expect(await refusal(bytes)).toContain(reason)
})

test('labels for other images are refused', async () => {
  expect(await refusal(good, idxBytes([4], new Uint8Array(4)))).toBe('labels: has 4 labels for 3 images')
})

test('a file of no known format is refused with the formats that are known', async () => {
  const input = { images: source('notes.txt', new TextEncoder().encode('These are my notes')), labels: null }
  await expect(openDataset(input)).rejects.toThrow('notes.txt: is of no format that can be imported (IDX (MNIST))')
})

test('reading stops at the first wrong byte, not at the end of the file', async () => {
  let pulled = 0
  async function* endless() {
    yield good
    for (;;) {
      pulled++
      yield new Uint8Array(1000)
    }
  }
  const opened = await idx.open({ images: { name: 'images', read: endless }, labels: null })
  await expect(collect(opened)).rejects.toThrow('longer than its header says')
  expect(pulled).toBeLessThanOrEqual(2)
})
