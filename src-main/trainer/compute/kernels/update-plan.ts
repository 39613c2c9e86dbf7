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
/** Rows that are turned at a time: they are still in the cache, and give every row of the mirror some whole lines. */
const TURNED_ROWS = 64
/** Bytes of a part of a tensor that is not mirrored: little beside a whole update, and much beside what a call takes. */
const PART_BYTES = 128 * 1024

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

/** The parts in which tensors are updated, in any order. Mirrored tensors come in blocks of rows. */
export const planUpdate = (tensors: readonly UpdatedTensor[]): UpdatedPart[] =>
  tensors.flatMap((tensor) => {
    const { mirror } = tensor
    // What a mirror's rows do not fill is padding.
    const bytes = mirror === undefined ? tensor.bytes : mirror.rows * rowBytes(mirror)
    const step = mirror === undefined ? PART_BYTES : rowBytes(mirror) * TURNED_ROWS
    const parts: UpdatedPart[] = []
    for (let at = 0; at < bytes; at += step) parts.push(partOf(tensor, at, Math.min(step, bytes - at)))
    return parts
  })
