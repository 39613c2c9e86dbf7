import { badFile } from './format'
import type { NpyHeader } from './npy-header'

/** IEEE 754 half precision. */
function half(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

type Get = (view: DataView, at: number, littleEndian: boolean) => number

const getters: { readonly [type: string]: Get } = {
  u1: (view, at) => view.getUint8(at),
  b1: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => half(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
}

/** The elements of an array as numbers, from bytes that hold a whole number of them. */
export function elements(bytes: Uint8Array, { kind, size, littleEndian }: NpyHeader): Float64Array {
  const get = getters[`${kind}${size}`]
  if (get === undefined) throw new Error(`no element is of type ${kind}${size}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float64Array.from({ length: bytes.length / size }, (_, index) => get(view, index * size, littleEndian))
}

/** The smallest and the largest of the finite values. */
export interface Range {
  readonly least: number
  readonly most: number
}

/** Makes values of a range 0 to 255. Numbers that are not finite stay so. */
export type ToByte = (value: number) => number

/** A little more than the ends of the ranges, for rounding. */
const slack = 1e-3

/**
 * How the values of an array become 0 to 255: whole numbers as they are (16-bit ones beyond 255 by 257), others from
 * 0 to 1, −1 to 1 or 0 to 255, whichever is the narrowest that holds them all.
 * @throws StudioError `INVALID_INPUT` for any other range
 */
export function toByte({ kind, size }: NpyHeader, { least, most }: Range, name: string): ToByte {
  if (kind === 'b') return (value) => value * 255
  if (kind !== 'f' && least >= 0 && most <= 255) return (value) => value
  if (kind === 'u' && size === 2) return (value) => value / 257
  if (kind === 'f' && least >= -slack && most <= 1 + slack) return (value) => value * 255
  if (kind === 'f' && least >= -1 - slack && most <= 1 + slack) return (value) => (value + 1) * 127.5
  if (kind === 'f' && least >= -slack && most <= 255 + slack) return (value) => value
  throw badFile(name, `holds values from ${least} to ${most}; 0 to 1, −1 to 1 or 0 to 255 can be imported`)
}
