import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32c, frame, maskedCrc, unframe } from '../../../src-main/tensorboard/records'

const ascii = (text: string) => new TextEncoder().encode(text)

test('CRC-32C has the published values', () => {
  // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e)
  expect(crc32c(ascii('123456789'))).toBe(0xe3069283)
})

test('records come back from their frames, and those before a damaged or unfinished one are read', () => {
  const record = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), fc.nat(), fc.nat(7), (records, place, bit) => {
      const file = Uint8Array.from(records.flatMap((one) => [...frame(one)]))
      expect(unframe(file)).toEqual({ records, whole: true })
      const at = place % file.length
      const cut = unframe(file.slice(0, at))
      expect(cut.records).toEqual(records.slice(0, cut.records.length))
      expect(cut.whole).toBe(cut.records.reduce((total, one) => total + one.length + 16, 0) === at)
      const damaged = file.slice()
      damaged[at] = (damaged[at] ?? 0) ^ (1 << bit)
      const read = unframe(damaged)
      expect(read.whole).toBe(false)
      expect(read.records).toEqual(records.slice(0, read.records.length))
      expect(read.records.length).toBeLessThan(records.length)
    }),
  )
})

test('the mask turns and adds, so that a checksum is not its own', () => {
  const crc = crc32c(ascii('foo'))
  const masked = maskedCrc(ascii('foo'))
  const unmasked = (masked - 0xa282ead8) >>> 0
  expect(((unmasked >>> 17) | (unmasked << 15)) >>> 0).toBe(crc)
})
