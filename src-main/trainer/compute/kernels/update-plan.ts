import { divide, type Piece } from './pieces'

/** Where the transpose of a weight matrix is kept. */
export interface Mirror {
  readonly address: number
  /** Of the weights; both multiples of 4. */
  readonly rows: number
  readonly columns: number
}

/** One trained tensor in a memory: addresses, all of arrays of `bytes` bytes, a multiple of 16. */
export interface UpdatedTensor {
  readonly bytes: number
  readonly weights: number
  /** In the optimiser's order. */
  readonly slots: readonly number[]
  readonly gradient: number
  /** The running average that follows the weights. */
  readonly average: number | undefined
  readonly mirror: Mirror | undefined
}

/** Addresses of a part of a tensor, and its length in bytes. */
export interface UpdatedPart {
  readonly bytes: number
  readonly weights: number
  readonly slots: readonly number[]
  readonly gradient: number
  readonly average: number | undefined
  /** The rows that the part is, and where their first number belongs in the mirror; bytes between rows of the mirror. */
  readonly mirror:
    | { readonly to: number; readonly rows: number; readonly columns: number; readonly stride: number }
    | undefined
}

const FLOAT_BYTES = 4
const CACHE_LINE = 64
/** Rows of the kernel's blocks. */
const BLOCK_ROWS = 4
/** Rows that are turned at a time: they are still in the cache, and give every row of the mirror some whole lines. */
const TURNED_ROWS = 128

interface Work {
  readonly bytes: number
  readonly unit: number
  readonly tensor: UpdatedTensor
}

const rowBytes = ({ columns }: Mirror): number => columns * FLOAT_BYTES

function partOf(tensor: UpdatedTensor, offset: number, bytes: number): UpdatedPart {
  const { mirror } = tensor
  const turned = (of: Mirror) => ({
    to: of.address + (offset / rowBytes(of)) * FLOAT_BYTES,
    rows: bytes / rowBytes(of),
    columns: of.columns,
    stride: of.rows * FLOAT_BYTES,
  })
  return {
    bytes,
    weights: tensor.weights + offset,
    slots: tensor.slots.map((slot) => slot + offset),
    gradient: tensor.gradient + offset,
    average: tensor.average === undefined ? undefined : tensor.average + offset,
    mirror: mirror === undefined ? undefined : turned(mirror),
  }
}

function partsOf({ tensor: { tensor }, offset, bytes }: Piece<Work>): UpdatedPart[] {
  const step = tensor.mirror === undefined ? bytes : rowBytes(tensor.mirror) * TURNED_ROWS
  const parts: UpdatedPart[] = []
  for (let at = 0; at < bytes; at += step) parts.push(partOf(tensor, offset + at, Math.min(step, bytes - at)))
  return parts
}

/** The parts of all tensors that each of so many workers updates. Mirrored tensors come in blocks of rows. */
export function planUpdate(tensors: readonly UpdatedTensor[], workers: number): UpdatedPart[][] {
  const work = tensors.map((tensor): Work => {
    const { bytes, mirror } = tensor
    // What a mirror's rows do not fill is padding.
    return mirror === undefined
      ? { bytes, unit: CACHE_LINE, tensor }
      : { bytes: mirror.rows * rowBytes(mirror), unit: rowBytes(mirror) * BLOCK_ROWS, tensor }
  })
  return divide(work, workers).map((share) => share.flatMap(partsOf))
}
