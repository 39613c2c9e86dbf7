import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TensorBoardEvent } from '../../../src-main/tensorboard/event'
import { readEvents } from '../../../src-main/tensorboard/read-events'
import { eventRecord, firstRecord } from '../../../src-main/tensorboard/write-events'

const file = (events: readonly TensorBoardEvent[]): Uint8Array =>
  Uint8Array.from([firstRecord(1), ...events.map(eventRecord)].flatMap((record) => [...record]))

test('scalars and settings that were written are read, as float32 and whole', () => {
  const scalar = fc.record({
    type: fc.constant('scalar' as const),
    tag: fc.string({ minLength: 1, maxLength: 12 }),
    value: fc.float(),
  })
  const event = fc.record({
    wallTime: fc.double({ min: 0, max: 1e10, noNaN: true }),
    step: fc.nat(2 ** 40),
    values: fc.array(scalar, { maxLength: 4 }),
  })
  const settings = fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
    fc.oneof(fc.string(), fc.double(), fc.boolean()),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 6 }), settings, (events, given) => {
      const start = { wallTime: 1, step: 0, values: [{ type: 'settings' as const, settings: given, started: 1 }] }
      const read = readEvents(file([start, ...events]))
      expect(read.whole).toBe(true)
      expect(read.settings).toEqual({ ...given })
      expect(read.scalars).toEqual(
        events.flatMap(({ wallTime, step, values }) =>
          values.map(({ tag, value }) => ({ tag, step, wallTime, value })),
        ),
      )
    }),
  )
})

test('what is no scalar is passed over, and a record that is no event ends the reading', () => {
  const png = Uint8Array.from([1, 2, 3])
  const events: TensorBoardEvent[] = [
    {
      wallTime: 1,
      step: 5,
      values: [
        { type: 'text', tag: 'note', text: 'hello' },
        { type: 'image', tag: 'samples', height: 1, width: 1, channels: 1, png },
        { type: 'scalar', tag: 'loss', value: 0.5 },
        { type: 'ended', success: true, ended: 3 },
      ],
    },
  ]
  expect(readEvents(file(events)).scalars).toEqual([{ tag: 'loss', step: 5, wallTime: 1, value: 0.5 }])
  expect(readEvents(file(events)).images).toEqual([{ tag: 'samples', step: 5, bytes: png }])
  expect(readEvents(Uint8Array.from([1, 2, 3]))).toEqual({ scalars: [], images: [], settings: {}, whole: false })
})

/** A batch of pictures as TensorFlow 2 writes it, by TensorBoard's own protocol buffers and EventFileWriter (tensorboard 2.21). */
const tensorOfPictures =
  'SAAAAAAAAAD+kkidCS1OdIbrwdpBGg1icmFpbi5FdmVudDoyUi4KLHRlbnNvcmJvYXJkLnN1bW1hcnkud3JpdGVyLmV2ZW50X2ZpbGVfd3JpdG' +
  'VyUfzZWH8AAAAAAAAAUDkaywkAAAAAAAAAQBADKnIKcAoEZ3JpZEJaCAcSBBICCARCATFCATFCQ4lQTkcNChoKAAAADUlIRFIAAAABAAAAAQgA' +
  'AAAAOn6bVQAAAApJREFUeJxjYAAAAAIAAUivpHEAAAAASUVORK5CYIJCBW90aGVySgwKCAoGaW1hZ2VzIAOFcD9K'

test('pictures in a tensor, as TensorFlow 2 writes them, are read: the first of the batch', () => {
  const { images, scalars, whole } = readEvents(Buffer.from(tensorOfPictures, 'base64'))
  expect([scalars, whole]).toEqual([[], true])
  expect(images.map(({ tag, step }) => [tag, step])).toEqual([['grid', 3]])
  expect([...(images[0]?.bytes.slice(0, 4) ?? [])]).toEqual([0x89, 0x50, 0x4e, 0x47])
})
