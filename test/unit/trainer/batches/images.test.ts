import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openImages } from '../../../../src-main/trainer/batches/images'
import type { PackedImages } from '../../../../src-shared/contract/trainer'
import { temporaryFolder } from '../../../support/temporary-folder'

const image = { height: 2, width: 3, channels: 3 } as const
const bytesPerImage = 18

/** Images whose every byte tells which image and place it belongs to. */
function packed(count: number): PackedImages {
  const file = join(temporaryFolder(), 'train.u8')
  writeFileSync(
    file,
    Uint8Array.from({ length: count * bytesPerImage }, (_, i) => (i * 31) & 255),
  )
  return { file, count, image }
}

describe.each([
  ['in memory', undefined],
  ['read from the file', 0],
])('images %s', (_, inMemory) => {
  it('are copied in the order asked for', () => {
    const source = openImages(packed(7), inMemory)
    fc.assert(
      fc.property(fc.array(fc.nat(6), { maxLength: 12 }), (indices) => {
        const out = new Uint8Array(indices.length * bytesPerImage)
        source.copy(Uint32Array.from(indices), out)
        const expected = indices.flatMap((index) =>
          Array.from({ length: bytesPerImage }, (_, i) => ((index * bytesPerImage + i) * 31) & 255),
        )
        expect([...out]).toEqual(expected)
      }),
    )
    source.close()
  })
})

describe('two sets', () => {
  it('are one after the other, each with its own places left out, and a label says which it is', () => {
    const [first, second] = [packed(4), packed(3)]
    const kept = { file: `${second.file}.kept`, total: 3 }
    writeFileSync(kept.file, Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0))
    const source = openImages({ ...first, second: { ...second, count: 2, kept } }, 0)
    const all = new Uint8Array(6 * bytesPerImage)
    source.copy(Uint32Array.from([5, 0, 1, 2, 3, 4]), all)
    const image = (index: number) =>
      Array.from({ length: bytesPerImage }, (_, i) => ((index * bytesPerImage + i) * 31) & 255)
    expect([...all]).toEqual([0, 0, 1, 2, 3, 2].flatMap(image))
    expect(Array.from({ length: source.count }, (_, index) => source.labelOf(index))).toEqual([0, 0, 0, 0, 1, 1])
    source.close()
  })

  it('of which one is damaged are refused', () => {
    expect(() => openImages({ ...packed(4), second: { ...packed(3), count: 9 } })).toThrow(
      expect.objectContaining({ code: 'DATASET_DAMAGED' }),
    )
  })
})

describe('a packed file', () => {
  it('that is missing or of another size is named', () => {
    const images = packed(4)
    expect(() => openImages({ ...images, file: `${images.file}.gone` })).toThrow(/train\.u8\.gone.*no such file/)
    expect(() => openImages({ ...images, count: 5 })).toThrow(
      expect.objectContaining({
        code: 'DATASET_DAMAGED',
        message: expect.stringContaining('it has 72 bytes, and 5 images need 90'),
      }),
    )
  })

  it('that shrinks while it is read is named, not read as zeros', () => {
    const images = packed(4)
    const source = openImages(images, 0)
    truncateSync(images.file, 3 * bytesPerImage + 5)
    expect(() => source.copy(Uint32Array.of(3), new Uint8Array(bytesPerImage))).toThrow(
      expect.objectContaining({ code: 'DATASET_DAMAGED' }),
    )
    source.close()
  })
})
