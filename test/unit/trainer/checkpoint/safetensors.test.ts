import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type TensorData,
} from '../../../../src-main/trainer/checkpoint/safetensors'
import { nested } from '../../../support/nested'

const joined = (chunks: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(chunks))

/** A file with the given header text and so many bytes of numbers. */
function fileOf(header: string, bytes: number): Uint8Array {
  const json = new TextEncoder().encode(header)
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true)
  return joined([length, json, new Uint8Array(bytes)])
}

const entry = (shape: number[], start: number, end: number, dtype = 'F32') =>
  JSON.stringify({ dtype, shape, data_offsets: [start, end] })

const tensor = fc
  .array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
  .chain((shape) =>
    fc
      .array(fc.float(), { minLength: size(shape), maxLength: size(shape) })
      .map((values): TensorData => ({ shape, data: Float32Array.from(values) })),
  )
const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1)
const tensors = fc
  .uniqueArray(fc.tuple(fc.string({ minLength: 1 }), tensor), { selector: ([name]) => name, maxLength: 6 })
  .map((entries) => new Map(entries))

const texts = fc.array(fc.tuple(fc.string(), fc.string())).map((entries) => new Map(entries))

describe('safetensors', () => {
  it('gives back the bits of every tensor', () => {
    fc.assert(
      fc.property(tensors, texts, (given, metadata) => {
        const bytes = joined(encodeSafetensors(given, metadata))
        const decoded = decodeSafetensors(bytes)
        expect(decoded.metadata).toEqual(metadata)
        expect(new Set(decoded.tensors.keys())).toEqual(new Set(given.keys()))
        for (const [name, { shape, data }] of given) {
          const back = decoded.tensors.get(name)
          expect(back?.shape).toEqual(shape)
          expect(new Uint8Array(back?.data.buffer ?? new ArrayBuffer(0))).toEqual(new Uint8Array(data.buffer))
        }
        expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0)
      }),
    )
  })

  it('reads what Python’s safetensors wrote', () => {
    const { tensors, metadata } = decodeSafetensors(
      readFileSync(join(import.meta.dirname, 'fixtures/reference.safetensors')),
    )
    expect(metadata).toEqual(new Map([['made by', 'python']]))
    expect(Object.fromEntries(tensors)).toEqual({
      'generator/dense/kernel': { shape: [3, 4], data: Float32Array.from({ length: 12 }, (_, i) => i / 7) },
      'generator/dense/bias': { shape: [4], data: Float32Array.of(-1.5, 0, 3.25, 1e-30) },
      scalar: { shape: [], data: Float32Array.of(42) },
      empty: { shape: [0, 5], data: new Float32Array(0) },
      'ünïcode “name”': { shape: [2], data: Float32Array.of(1, 2) },
    })
  })

  it('keeps names that an object has by nature', () => {
    const names = ['__proto__', 'constructor', 'toString']
    const tensors = new Map(names.map((name) => [name, { shape: [1], data: Float32Array.of(1) }]))
    const texts = new Map(names.map((name) => [name, name]))
    expect(decodeSafetensors(joined(encodeSafetensors(tensors, texts)))).toEqual({ tensors, metadata: texts })
  })

  it('writes views without their neighbours', () => {
    const memory = Float32Array.of(1, 2, 3, 4)
    const bytes = joined(encodeSafetensors(new Map([['middle', { shape: [2], data: memory.subarray(1, 3) }]])))
    expect(decodeSafetensors(bytes).tensors.get('middle')?.data).toEqual(Float32Array.of(2, 3))
  })

  it('refuses to write a tensor whose shape does not fit its numbers', () => {
    expect(() => encodeSafetensors(new Map([['a', { shape: [3], data: new Float32Array(2) }]]))).toThrow(RangeError)
  })

  it.each([
    ['too short', new Uint8Array(7), 'too few'],
    ['a header beyond the limit', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255), 'more than is allowed'],
    [
      'a header of 2^60 bytes',
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 16),
      '1152921504606846976 bytes, more than is allowed',
    ],
    ['a header that nests 10,000 deep', fileOf(nested('{"a":', '1', '}'), 0), 'malformed'],
    ['a header beyond the file', Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 123), 'ends within'],
    ['no JSON', fileOf('{"a', 0), 'not JSON'],
    ['no object', fileOf('[]', 0), 'not a JSON object'],
    ['metadata of numbers', fileOf('{"__metadata__":{"a":1}}', 0), 'metadata'],
    ['an entry without offsets', fileOf('{"a":{"dtype":"F32","shape":[1]}}', 4), 'malformed'],
    ['a fraction in a shape', fileOf(`{"a":${entry([0.5], 0, 2)}}`, 2), 'malformed'],
    ['a negative offset', fileOf(`{"a":${entry([1], -4, 0)}}`, 0), 'malformed'],
    ['another type', fileOf(`{"a":${entry([2], 0, 4, 'F16')}}`, 4), 'F16'],
    ['too few bytes for the shape', fileOf(`{"a":${entry([2], 0, 4)}}`, 4), '4 bytes for the shape 2'],
    ['an end before the start', fileOf(`{"a":${entry([1], 8, 4)}}`, 8), '-4 bytes'],
    ['an overlap', fileOf(`{"a":${entry([2], 0, 8)},"b":${entry([2], 4, 12)}}`, 12), 'overlaps'],
    ['a gap', fileOf(`{"a":${entry([1], 0, 4)},"b":${entry([1], 8, 12)}}`, 12), 'gap'],
    ['numbers beyond the file', fileOf(`{"a":${entry([2], 0, 8)}}`, 4), '4 bytes of numbers, not 8'],
    ['numbers of no tensor', fileOf(`{"a":${entry([1], 0, 4)}}`, 8), '8 bytes of numbers, not 4'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError)
    expect(() => decodeSafetensors(bytes)).toThrow(message)
  })

  it('never fails on damaged bytes but with its own error', () => {
    const good = joined(encodeSafetensors(new Map([['a', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]])))
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, length) => {
        const damaged = good.slice(0, length)
        if (at < length) damaged[at] = value
        try {
          decodeSafetensors(damaged)
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError)
        }
      }),
    )
  })
})
