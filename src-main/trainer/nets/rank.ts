import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core'

const isRank1 = (x: Tensor): x is Tensor1D => x.rank === 1
const isRank4 = (x: Tensor): x is Tensor4D => x.rank === 4

const wrong = (x: Tensor, wanted: number) => new Error(`expected ${wanted} axes but got [${x.shape.join(', ')}]`)

/** The same tensor, known to have one axis. */
export function rank1(x: Tensor): Tensor1D {
  if (!isRank1(x)) throw wrong(x, 1)
  return x
}

/** The same tensor, known to have four axes. */
export function rank4(x: Tensor): Tensor4D {
  if (!isRank4(x)) throw wrong(x, 4)
  return x
}
