import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeIndex, readIndex } from '../../../src-main/datasets/image-index'
import { ImageLedger } from '../../../src-main/datasets/import/ledger'
import type { ImageRecord } from '../../../src-main/datasets/import/records'

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)

/** Images of a plan, as they may come: some unusable, some with the pixels of others, some left out, in any order. */
const plans = fc
  .array(fc.record({ pixels: fc.nat(8), usable: fc.boolean(), known: fc.boolean(), key: fc.integer() }), {
    maxLength: 60,
  })
  .map((images) => {
    const records = images.map(
      ({ pixels, usable }, image): ImageRecord =>
        usable
          ? [image, image + 1, 2 * image + 1, digestOf(`source ${image}`), digestOf(`pixels ${pixels}`)]
          : [image, 'broken', `broken in its own way ${image}`],
    )
    const order = [...images.keys()].filter((image) => images[image]?.known)
    order.sort((a, b) => (images[a]?.key ?? 0) - (images[b]?.key ?? 0))
    return { count: images.length, arriving: order.flatMap((image) => records.slice(image, image + 1)) }
  })

test('a ledger tells of each image what was put in, in whatever order', () => {
  fc.assert(
    fc.property(plans, ({ count, arriving }) => {
      const ledger = new ImageLedger(count)
      for (const record of arriving) ledger.add([record])
      const usable = arriving.flatMap((record) => (record.length === 5 ? [record] : []))
      const inOrder = [...usable].sort(([a], [b]) => a - b)
      expect([...ledger.used()]).toEqual(inOrder.map(([image]) => image))
      expect([ledger.known, ledger.kept]).toEqual([arriving.length, usable.length])
      for (const [place, [image, height, width, source]] of usable.entries()) {
        expect(ledger.placeOf(image)).toBe(place)
        expect(ledger.sizeOf(image)).toEqual({ height, width })
        expect(ledger.sourceOf(image)).toBe(source)
      }
      const failed = arriving.flatMap((record) => (record.length === 3 ? [record] : []))
      expect([...ledger.failures].map(([image, { reason, details }]) => [image, reason, details])).toEqual(failed)
    }),
  )
})

test('the twins of a ledger are those that come after the first with their pixels', () => {
  fc.assert(
    fc.property(plans, ({ count, arriving }) => {
      const ledger = new ImageLedger(count)
      ledger.add(arriving)
      const first = new Map<string, number>()
      const twins = new Map<number, number>()
      const usable = arriving.flatMap((record) => (record.length === 5 ? [record] : []))
      for (const [image, , , , pixels] of usable.sort(([a], [b]) => a - b)) {
        const earlier = first.get(pixels)
        if (earlier === undefined) first.set(pixels, image)
        else twins.set(image, earlier)
      }
      expect(new Map([...ledger.twins()].sort())).toEqual(new Map([...twins].sort()))
    }),
  )
})

test('an index gives back any run of the images that it was made of', async () => {
  const images = fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }), height: fc.nat(), width: fc.nat() }))
  await fc.assert(
    fc.asyncProperty(images, fc.nat(20), fc.nat(20), async (all, first, wanted) => {
      const bytes = encodeIndex(all.length, (place) => all[place] ?? { name: '', height: 0, width: 0 })
      const read = async (at: number, length: number) => bytes.subarray(at, at + length)
      expect(await readIndex(read, bytes.length, all.length, first, wanted)).toEqual(all.slice(first, first + wanted))
    }),
  )
})
