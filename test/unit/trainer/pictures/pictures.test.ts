import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disk } from '../../../../src-main/trainer/files/disk'
import { filmOf } from '../../../../src-main/trainer/pictures/film'
import { composeGrid } from '../../../../src-main/trainer/pictures/grid'
import { byteOf } from '../../../../src-main/trainer/pictures/pixels'
import { decodePng, encodePng } from '../../../../src-main/trainer/pictures/png'
import { enlarge, wholeFactor } from '../../../../src-main/trainer/pictures/scale'
import { encodeGif } from '../../../../src-shared/media/gif'
import type { Picture } from '../../../../src-shared/media/picture'
import { stream } from '../../../../src-shared/random/generator'
import { sampleLayout } from '../../../../src-shared/runs/sample-layout'
import { readGif } from '../../../support/gif'
import { temporaryFolder } from '../../../support/temporary-folder'

/** A picture whose pixels are `colour` of their number. */
const pictureOf = (
  width: number,
  height: number,
  colour: (i: number) => readonly [number, number, number],
): Picture => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height }, (_, i) => i).reduce(
    (pixels, _, i) => {
      pixels.set([...colour(i), 255], 4 * i)
      return pixels
    },
    new Uint8Array(width * height * 4),
  ),
})

const grey = (level: number) => [level, level, level] as const

describe('bytes of values', () => {
  it('take [−1, 1] to 0…255, and every byte’s own value back to it', () => {
    expect([-1, 0, 1].map(byteOf)).toEqual([0, 128, 255])
    for (let level = 0; level < 256; level++) expect(byteOf(Math.fround(level / 127.5 - 1))).toBe(level)
  })

  it('are in range and never decrease, whatever the value', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        expect(byteOf(Math.min(a, b))).toBeLessThanOrEqual(byteOf(Math.max(a, b)))
        expect(byteOf(a)).toBeGreaterThanOrEqual(0)
        expect(byteOf(a)).toBeLessThanOrEqual(255)
      }),
    )
    expect(byteOf(Number.NaN)).toBe(0)
  })
})

describe('grids', () => {
  it('are as square as their count allows', () => {
    const sizes = [1, 2, 4, 5, 64, 50]
      .map((count) => sampleLayout(count, undefined))
      .map(({ rows, columns }) => [rows, columns])
    expect(sampleLayout(20, 10)).toEqual({ rows: 10, columns: 2, byClass: true })
    expect(sampleLayout(64, 10).byClass).toBe(false)
    expect(sizes).toEqual([[1, 1], [1, 2], [2, 2], [2, 3], [8, 8], [7, 8]]) // biome-ignore format: one line reads better
  })

  it.each([1, 3] as const)('put every image in its place between gaps: %i channels', (channels) => {
    const [height, width, count] = [2, 3, 5]
    const values = Float32Array.from(
      { length: count * height * width * channels },
      (_, i) => ((i * 7) % 256) / 127.5 - 1,
    )
    const grid = composeGrid([values], { height, width, channels })
    expect([grid.width, grid.height]).toEqual([1 + 3 * 4, 1 + 2 * 3])
    const seen = new Set<number>()
    for (let i = 0; i < count * height * width; i++) {
      const [image, row, column] = [Math.floor(i / 6), Math.floor((i % 6) / 3), i % 3]
      const at = (1 + Math.floor(image / 3) * 3 + row) * grid.width + 1 + (image % 3) * 4 + column
      seen.add(at)
      const expected = [0, 1, 2].map((c) => ((i * channels + (channels === 1 ? 0 : c)) * 7) % 256)
      expect([...grid.pixels.subarray(4 * at, 4 * at + 4)]).toEqual([...expected, 255])
    }
    for (let at = 0; at < grid.width * grid.height; at++) {
      if (!seen.has(at)) expect([...grid.pixels.subarray(4 * at, 4 * at + 4)]).toEqual([64, 64, 64, 255])
    }
  })
})

describe('PNG files', () => {
  it.each([
    ['greys', pictureOf(29, 31, (i) => grey(i % 256))],
    ['colours', pictureOf(17, 5, (i) => [i, 255 - i, (i * 7) % 256])],
  ])('hold every pixel: %s', async (_, picture) => {
    expect(await decodePng(await encodePng(picture), 'a.png')).toEqual(picture)
  })

  it('that hold no picture are refused by name', async () => {
    await expect(decodePng(new TextEncoder().encode('not a picture'), 'odd.png')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'odd.png is not a picture that can be read.',
    })
  })
})

describe('enlarging', () => {
  it('makes a square of every pixel', () => {
    const large = enlarge(
      pictureOf(2, 2, (i) => [i, 10 + i, 20 + i]),
      3,
    )
    expect([large.width, large.height]).toEqual([6, 6])
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 6; x++) {
        const i = Math.floor(y / 3) * 2 + Math.floor(x / 3)
        expect([...large.pixels.subarray(4 * (y * 6 + x), 4 * (y * 6 + x) + 4)]).toEqual([i, 10 + i, 20 + i, 255])
      }
    }
  })

  it('stays within the limit', () => {
    expect([28, 64, 256, 300].map((side) => wholeFactor({ width: side, height: 5 }, 256))).toEqual([9, 4, 1, 1])
  })
})

const framesOf = (pictures: readonly Picture[]) => ({
  count: pictures.length,
  at: async (index: number): Promise<Picture> => pictures[index] ?? Promise.reject(new RangeError('no such frame')),
})

describe('animated GIFs', () => {
  it('hold greys exactly, with the delay, for ever', async () => {
    const noise = stream(1, 'gif')
    const pictures = Array.from({ length: 4 }, () => pictureOf(16, 20, () => grey(noise.below(256))))
    const gif = readGif(await encodeGif(framesOf(pictures), 70))
    expect(gif).toMatchObject({ width: 16, height: 20, repeat: 0, delays: [70, 70, 70, 70] })
    for (const [i, { pixels }] of pictures.entries()) expect(gif.frames[i]).toEqual(pixels)
  })

  it('hold colours as near as 256 of them come', async () => {
    const pictures = [0, 1, 2].map((frame) => pictureOf(16, 16, (i) => [frame * 80, (i % 16) * 16, i & 0xf0]))
    const gif = readGif(await encodeGif(framesOf(pictures), 40))
    expect(gif.frames).toHaveLength(3)
    for (const [i, { pixels }] of pictures.entries()) {
      const off = pixels.reduce((sum, level, at) => sum + Math.abs(level - (gif.frames[i]?.[at] ?? 999)), 0)
      expect(off / pixels.length).toBeLessThan(16)
    }
  })
})

describe('films', () => {
  const write = async (folder: string, name: string, picture: Picture): Promise<string> => {
    const file = join(folder, name)
    writeFileSync(file, await encodePng(picture))
    return file
  }

  it('join PNG files in order', async () => {
    const folder = temporaryFolder()
    const pictures = [3, 200, 77].map((level) => pictureOf(4, 3, (i) => grey(level + i)))
    const files = await Promise.all(pictures.map((picture, i) => write(folder, `${i}.png`, picture)))
    const gif = readGif(await filmOf(disk, files, 100))
    expect(gif.frames).toEqual(pictures.map(({ pixels }) => pixels))
  })

  it('refuse frames that are missing or of another size', async () => {
    const folder = temporaryFolder()
    const small = await write(
      folder,
      'small.png',
      pictureOf(2, 2, () => grey(1)),
    )
    const large = await write(
      folder,
      'large.png',
      pictureOf(3, 2, () => grey(1)),
    )
    await expect(filmOf(disk, [small, large], 100)).rejects.toThrow('large.png has 3×2 pixels, the first frame 2×2')
    await expect(filmOf(disk, [small, join(folder, 'gone.png')], 100)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})
