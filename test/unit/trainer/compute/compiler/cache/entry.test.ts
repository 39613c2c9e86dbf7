import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEntry, encodeEntry } from '../../../../../../src-main/trainer/compute/compiler/cache/entry'
import type { Compiled } from '../../../../../../src-main/trainer/compute/compiler/compile'

const port = fc.record({ name: fc.string({ maxLength: 40 }), shape: fc.array(fc.nat(4096), { maxLength: 4 }) })
const compiled = fc.record({
  model: fc.uint8Array({ maxLength: 300 }),
  optimised: fc.boolean(),
  large: fc.boolean(),
  inputs: fc.array(port, { maxLength: 4 }),
  outputs: fc.array(port, { maxLength: 4 }),
})

const fileOf = (entry: Compiled): Uint8Array => new Uint8Array(Buffer.concat(encodeEntry(entry)))

describe('a compiled graph as a file', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(compiled, (entry) => {
        expect(decodeEntry(fileOf(entry))).toEqual(entry)
      }),
    )
  })

  it('is nothing once a single bit is changed or the end is cut off', () => {
    fc.assert(
      fc.property(compiled, fc.nat(), fc.nat(7), fc.nat(), (entry, at, bit, end) => {
        const file = fileOf(entry)
        const damaged = file.slice()
        const place = at % file.length
        damaged[place] = (damaged[place] ?? 0) ^ (1 << bit)
        expect(decodeEntry(damaged)).toBeUndefined()
        expect(decodeEntry(file.slice(0, end % file.length))).toBeUndefined()
      }),
    )
  })

  it('is nothing where the manifest is too long or says something else', () => {
    const file = fileOf({ model: new Uint8Array(8), inputs: [], outputs: [] })
    const long = file.slice()
    new DataView(long.buffer).setUint32(8, 4_000_000_000, true)
    expect(decodeEntry(long)).toBeUndefined()
    const negative = fileOf({ model: new Uint8Array(8), inputs: [{ name: 'x', shape: [-1] }], outputs: [] })
    expect(decodeEntry(negative)).toBeUndefined()
    expect(decodeEntry(new TextEncoder().encode('something else of another program'))).toBeUndefined()
  })
})
