import { badFile } from './format'
import type { ByteReader } from './reader'

/** What an .npy file says of its array. */
export interface NpyHeader {
  /** `|u1`, `<f4`, … : byte order, kind, bytes of an element. */
  readonly littleEndian: boolean
  readonly kind: 'u' | 'i' | 'f' | 'b'
  readonly size: 1 | 2 | 4 | 8
  readonly fortran: boolean
  readonly shape: readonly number[]
  /** Bytes before the elements. */
  readonly offset: number
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** Longest header that is read. */
const maxHeader = 2 ** 16

/** Whether a file begins as .npy does. */
export const isNpy = (head: Uint8Array): boolean => magic.every((byte, index) => head[index] === byte)

function elementType(descr: string, name: string): Pick<NpyHeader, 'littleEndian' | 'kind' | 'size'> {
  const found = /^([<>|=]?)([a-zA-Z])(\d{0,4})$/.exec(descr)
  const [, order = '', kind, digits] = found ?? []
  if (kind === 'O') throw badFile(name, 'holds Python objects; reading these can run code, so they are not imported')
  const size = Number(digits)
  const known = kind === 'u' || kind === 'i' || kind === 'f' || kind === 'b'
  if (!known || (size !== 1 && size !== 2 && size !== 4 && size !== 8) || (kind === 'f' && size === 1)) {
    throw badFile(name, `holds elements of the type ${descr.slice(0, 40)}; numbers can be imported`)
  }
  return { littleEndian: order !== '>', kind, size }
}

/**
 * Reads the header of an .npy file (NumPy Enhancement Proposal 1, versions 1 to 3); the reader is at the elements then.
 * @throws StudioError `INVALID_INPUT`
 */
export async function readNpyHeader(reader: ByteReader, name: string): Promise<NpyHeader> {
  const start = await reader.take(8)
  if (!isNpy(start) || start.length < 8) throw badFile(name, 'is not a NumPy file')
  const version = start[6] ?? 0
  if (version < 1 || version > 3) throw badFile(name, `is of version ${version} of the NumPy format`)
  const lengthBytes = version === 1 ? 2 : 4
  const lengths = await reader.take(lengthBytes)
  if (lengths.length < lengthBytes) throw badFile(name, 'ends within its header')
  const length = lengths.reduce((sum, byte, index) => sum + byte * 256 ** index, 0)
  if (length > maxHeader) throw badFile(name, 'has a header that is too long')
  const bytes = await reader.take(length)
  if (bytes.length < length) throw badFile(name, 'ends within its header')
  const text = Buffer.from(bytes).toString('latin1')
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1]
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1]
  const sizes = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1]
  if (/['"]descr['"]\s*:\s*\[/.test(text)) throw badFile(name, 'holds records; plain arrays of numbers can be imported')
  if (descr === undefined || fortran === undefined || sizes === undefined) throw badFile(name, 'has a damaged header')
  const shape = sizes
    .split(',')
    .map((part) => part.replace('L', '').trim())
    .filter((part) => part !== '')
    .map(Number)
  if (shape.some((side) => !Number.isSafeInteger(side))) throw badFile(name, 'has a damaged header')
  return { ...elementType(descr, name), fortran: fortran === 'True', shape, offset: 8 + lengthBytes + length }
}
