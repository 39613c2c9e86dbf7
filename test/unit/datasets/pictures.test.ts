import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodePng, type Raster } from '../../../src-main/pictures/png'
import { tile } from '../../../src-main/pictures/tile'
import { pattern } from '../../support/idx-files'

/** Decodes a PNG without interlace (PNG specification, third edition, sections 5, 9 and 11). */
function decodePng(file: Uint8Array): Raster {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const [width, height, depth, colour] = [view.getUint32(16), view.getUint32(20), file[24], file[25]]
  const channels = colour === 0 ? 1 : 3
  expect([depth, colour, file[28]]).toEqual([8, channels === 1 ? 0 : 2, 0])
  const parts: Uint8Array[] = []
  for (let at = 8; at < file.length; at += 12 + view.getUint32(at)) {
    const type = new TextDecoder().decode(file.subarray(at + 4, at + 8))
    if (type === 'IDAT') parts.push(file.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  const row = width * channels
  const raw = inflateSync(Buffer.concat(parts))
  const pixels = new Uint8Array(height * row)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < row; x++) {
      const left = x < channels ? 0 : (pixels[y * row + x - channels] ?? 0)
      const above = y === 0 ? 0 : (pixels[(y - 1) * row + x] ?? 0)
      const corner = x < channels || y === 0 ? 0 : (pixels[(y - 1) * row + x - channels] ?? 0)
      const distances = [left, above, corner].map((value) => Math.abs(left + above - corner - value))
      const paeth = [left, above, corner][distances.indexOf(Math.min(...distances))] ?? 0
      const predicted = [0, left, above, Math.floor((left + above) / 2), paeth][raw[y * (row + 1)] ?? 0] ?? 0
      pixels[y * row + x] = (raw[y * (row + 1) + 1 + x] ?? 0) + predicted
    }
  }
  return { height, width, channels, pixels }
}

test('a PNG holds the pixels that it was made from, grey as grey', async () => {
  const shape = fc.record({
    height: fc.integer({ min: 1, max: 20 }),
    width: fc.integer({ min: 1, max: 20 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  await fc.assert(
    fc.asyncProperty(shape, fc.infiniteStream(fc.nat(255)), async ({ height, width, channels }, values) => {
      const pixels = Uint8Array.from(values.take(height * width * channels))
      const raster = { height, width, channels, pixels }
      expect(decodePng(await encodePng(raster))).toEqual(raster)
    }),
  )
})

test('pixels that do not fit the size are refused', () => {
  expect(() => encodePng({ height: 2, width: 2, channels: 1, pixels: pattern(5) })).toThrow(RangeError)
})

test('every pixel of every image is where its row and column say', () => {
  const shape = fc.record({
    height: fc.integer({ min: 1, max: 5 }),
    width: fc.integer({ min: 1, max: 5 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  const layout = fc.record({ count: fc.integer({ min: 1, max: 12 }), columns: fc.integer({ min: 1, max: 6 }) })
  fc.assert(
    fc.property(shape, layout, ({ height, width, channels }, { count, columns }) => {
      const images = pattern(count * height * width * channels)
      const sheet = tile(images, { height, width, channels }, columns)
      expect([sheet.height, sheet.width]).toEqual([Math.ceil(count / columns) * height, columns * width])
      const rebuilt = sheet.pixels.map((_, index) => {
        const channel = index % channels
        const x = Math.floor(index / channels) % sheet.width
        const y = Math.floor(index / channels / sheet.width)
        const image = Math.floor(y / height) * columns + Math.floor(x / width)
        return image < count
          ? (images[((image * height + (y % height)) * width + (x % width)) * channels + channel] ?? 0)
          : 0
      })
      expect(sheet.pixels).toEqual(rebuilt)
    }),
  )
})

test('bytes that are not whole images are refused', () => {
  expect(() => tile(pattern(9), { height: 2, width: 2, channels: 1 }, 4)).toThrow(RangeError)
})
