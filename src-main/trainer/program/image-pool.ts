import type { ImageShape } from '@shared/architecture/spec'
import { add, matMul, mul, reshape, sub, sum, type Tensor } from '@tensorflow/tfjs-core'
import type { StateTensor, Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { imageShape } from './feeds'
import type { PlannedFeed } from './planned'

/** The pool of a system that has one. */
const POOL = 'pool'

/** The state that holds a pool. */
const imagesOf = (pool: string): string => `${pool}/images`

/** The pool of a run as part of its state. */
export const poolState = (image: ImageShape, size: number, pool = POOL): StateTensor[] =>
  size === 0 ? [] : [{ name: imagesOf(pool), shape: imageShape(image, size), trainable: false }]

/** The feeds that say which images of a batch are exchanged with which places of the pool. */
export const poolFeeds = (size: number, batch: number, pool = POOL): PlannedFeed[] =>
  size === 0
    ? []
    : (['read', 'write'] as const).map((part) => ({
        name: `${pool}/${part}`,
        shape: [batch, size],
        type: 'float32',
        source: { type: 'pool-places', pool, size, part },
      }))

/**
 * The fakes that D gets to see in the place of a batch of new ones, and the pool afterwards (Shrivastava et al. 2017,
 * section 2.3, as Zhu et al. 2017 use it). Rows of the feeds are images of the batch, columns places of the pool, with a 1
 * where the two meet: `read` takes the place's image in the place of the new one, `write` keeps the new one there.
 */
export function throughPool(fakes: Tensor, size: number, state: Tensors, feeds: Tensors, name = POOL) {
  if (size === 0) return { fakes, updates: {} }
  const [read, write, pool] = [pick(feeds, `${name}/read`), pick(feeds, `${name}/write`), pick(state, imagesOf(name))]
  const batch = fakes.shape[0] ?? 0
  const [flat, kept] = [reshape(fakes, [batch, -1]), reshape(pool, [size, -1])]
  const taken = sum(read, 1, true)
  const written = reshape(sum(write, 0), [size, 1])
  const shown = add(mul(flat, sub(1, taken)), matMul(read, kept))
  const next = add(mul(kept, sub(1, written)), matMul(write, flat, true))
  return { fakes: reshape(shown, fakes.shape), updates: { [imagesOf(name)]: reshape(next, pool.shape) } }
}
