import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSet } from '../../../src-main/datasets/formats/sets'
import { decodeImage } from '../../../src-main/datasets/images/decode'
import { Unusable } from '../../../src-main/datasets/images/unusable'
import { csvLabels } from '../../../src-main/datasets/labels/csv'
import { nvidiaLabels } from '../../../src-main/datasets/labels/nvidia'
import { FileFinder } from '../../../src-main/datasets/labels/places'
import { openTree } from '../../../src-main/datasets/trees/open'
import { StudioError } from '../../../src-shared/contract/errors'
import { fixture } from '../../support/dataset-fixtures'
import { temporaryFolder } from '../../support/studio-home'

/** A file with some bytes changed and maybe its end cut off. */
const damaged = (file: Uint8Array) =>
  fc
    .record({
      changes: fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 8 }),
      end: fc.oneof(fc.constant(file.length), fc.nat(file.length)),
    })
    .map(({ changes, end }) => {
      const bytes = Uint8Array.from(file)
      for (const [at, value] of changes) bytes[at] = value
      return bytes.slice(0, end)
    })

const images = [
  'jpeg-420.jpg',
  'jpeg-progressive.jpg',
  'jpeg-cmyk.jpg',
  'jpeg-exif-6.jpg',
  'png-palette-alpha.png',
  'png-interlaced.png',
  'png-16-bit.png',
  'webp-exif.webp',
  'webp-lossy.webp',
  'gif-interlaced.gif',
  'bmp-palette.bmp',
  'tiff-lzw.tiff',
  'avif.avif',
  'pnm-colour.ppm',
]

test.each(images)('a damaged %s decodes to a whole image or is unusable', (name) => {
  fc.assert(
    fc.property(damaged(readFileSync(fixture('images', name))), (bytes) => {
      try {
        const { height, width, channels, pixels } = decodeImage(bytes)
        expect(pixels.length).toBe(height * width * channels)
      } catch (error) {
        expect(error).toBeInstanceOf(Unusable)
      }
    }),
    { numRuns: 60 },
  )
})

/** Reads everything that a file holds, as an import would. */
async function readAll(file: string): Promise<void> {
  const tree = await openTree(file)
  const { content } = await openSet(tree, new Set())
  if (content.type === 'files') {
    for await (const { chunks } of tree.stream(content.entries))
      for await (const chunk of chunks) expect(chunk).toBeDefined()
    return
  }
  for (const part of content.parts) {
    for await (const { count, height, width, channels, pixels } of part.batches()) {
      expect(pixels.length).toBe(count * height * width * channels)
    }
  }
}

test.each(['folders.zip', 'folders.tar', 'folders.tar.gz', 'idx-alone.bin', 'float-unit.npy', 'plain.npz'])(
  'a damaged %s is read or refused by a named error',
  async (name) => {
    const folder = temporaryFolder()
    await fc.assert(
      fc.asyncProperty(damaged(readFileSync(fixture(name))), async (bytes) => {
        writeFileSync(join(folder, 'damaged'), bytes)
        try {
          await readAll(join(folder, 'damaged'))
        } catch (error) {
          if (!(error instanceof StudioError)) throw error
          expect(error.code).toBe('INVALID_INPUT')
        }
      }),
      { numRuns: 60 },
    )
  },
)

const finder = new FileFinder([{ path: 'a/b.png', bytes: 1, stamp: 0 }], '')

test('lists of labels: any text gives labels of files that are there, or a named error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `{"labels": ${json}}`),
      ),
      (text) => {
        for (const path of csvLabels(text, finder).keys()) expect(path).toBe('a/b.png')
        try {
          for (const path of nvidiaLabels(text, 'dataset.json', finder).keys()) expect(path).toBe('a/b.png')
        } catch (error) {
          expect(error).toBeInstanceOf(StudioError)
        }
      },
    ),
  )
})
