/** A tensor that kernels work on piece by piece. */
export interface Piecewise {
  /** Length in bytes, a multiple of 16. */
  readonly bytes: number
  /** Bytes of the unit that must stay together, such as four rows of a matrix; a multiple of 16. */
  readonly unit: number
}

/** A part of a tensor: bytes from `offset` on. */
export interface Piece<T extends Piecewise> {
  readonly tensor: T
  readonly offset: number
  readonly bytes: number
}

/**
 * Divides tensors among workers, in order, so that each gets about the same number of bytes; a piece is a multiple of its
 * tensor's unit, but for the end of the tensor.
 */
export function divide<T extends Piecewise>(tensors: readonly T[], workers: number): Piece<T>[][] {
  const total = tensors.reduce((sum, { bytes }) => sum + bytes, 0)
  const shares: Piece<T>[][] = Array.from({ length: workers }, () => [])
  let before = 0
  for (const tensor of tensors) {
    const { bytes, unit } = tensor
    let offset = 0
    for (const [worker, share] of shares.entries()) {
      const last = worker === workers - 1
      const goal = (total * (worker + 1)) / workers - before
      const end = last ? bytes : Math.min(bytes, Math.max(offset, Math.round(goal / unit) * unit))
      if (end > offset) share.push({ tensor, offset, bytes: end - offset })
      offset = Math.max(offset, end)
    }
    before += bytes
  }
  return shares
}
