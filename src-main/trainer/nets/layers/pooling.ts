import type { PoolingSpec } from '@shared/architecture/layers/pooling'
import { add, div, maximum, pad, reshape, slice, type Tensor } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only } from '../layer'
import { rank4 } from '../rank'

/** What padding holds in a maximum: lower than any value that a network computes, and finite. */
const LOWEST = -3e38

/** The pixels that lie at one place in each window: [batch, outHeight, outWidth, channels]. */
function atPlace(padded: Tensor, [row, column]: readonly [number, number], out: readonly number[], stride: number) {
  const [batch = 0, height = 0, width = 0, channels = 0] = out
  const region = slice(padded, [0, row, column, 0], [batch, height * stride, width * stride, channels])
  if (stride === 1) return region
  const cells = reshape(region, [batch * height, stride, width, stride * channels])
  return reshape(slice(cells, [0, 0, 0, 0], [batch * height, 1, width, channels]), out.slice())
}

/** In steps that have derivatives of every order, which tfjs's own pooling has not. */
export const pooling: LayerImplementation<PoolingSpec> = {
  mixesSamples: false,
  apply({ kind, kernel, stride, padding }, inputs) {
    const image = rank4(only(inputs))
    const [batch, height, width, channels] = image.shape
    const outOf = (size: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1
    const out = [batch, outOf(height), outOf(width), channels]
    // Room for whole strides after the last place; nothing that lies there is looked at.
    const after = (size: number) => Math.max(0, kernel - 1 + outOf(size) * stride - size - padding)
    const paddings: [number, number][] = [
      [0, 0],
      [padding, after(height)],
      [padding, after(width)],
      [0, 0],
    ]
    const padded = pad(image, paddings, kind === 'max' ? LOWEST : 0)
    const places = Array.from({ length: kernel * kernel }, (_, i) =>
      atPlace(padded, [Math.floor(i / kernel), i % kernel], out, stride),
    )
    const [first, ...rest] = places
    if (first === undefined) throw new RangeError('a window has no pixels')
    const joined = rest.reduce((one, other) => (kind === 'max' ? maximum(one, other) : add(one, other)), first)
    return { output: kind === 'max' ? joined : div(joined, places.length), updates: {} }
  },
}
