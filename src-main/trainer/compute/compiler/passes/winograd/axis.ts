import type { Geometry } from '../../graph'
import { type Coefficients, type Filtering, minimalFiltering } from './coefficients'

/** One axis of a convolution without dilation. */
export interface Axis {
  /** Pixels of the image. */
  readonly size: number
  /** Pixels of the result. */
  readonly out: number
  readonly kernel: number
  readonly stride: number
  /** Zeros before the first pixel. */
  readonly before: number
}

/** The axes of a convolution; undefined where it is dilated. */
export function axesOf(g: Geometry): { readonly rows: Axis; readonly columns: Axis } | undefined {
  if (g.dilationHeight !== 1 || g.dilationWidth !== 1) return undefined
  return {
    rows: { size: g.inHeight, out: g.outHeight, kernel: g.kernelHeight, stride: g.strideHeight, before: g.top },
    columns: { size: g.inWidth, out: g.outWidth, kernel: g.kernelWidth, stride: g.strideWidth, before: g.left },
  }
}

/** Length of the filter that each of the `stride` interleaved parts of the image is convolved with. */
export const tapsOf = ({ kernel, stride }: Axis): number => Math.ceil(kernel / stride)

/**
 * An axis cut into tiles. A convolution with stride s is a sum of s convolutions with stride 1: of every s-th pixel with
 * every s-th tap. Each of them gives `filtering.outputs` results a tile.
 */
export interface Tiling {
  readonly axis: Axis
  readonly filtering: Filtering
  /** Tiles of the result. */
  readonly tiles: number
  /** Tiles of each of the s interleaved parts of the image, for the gradient with respect to it. */
  readonly imageTiles: number
  /** Index of the first needed element of each part. */
  readonly starts: readonly number[]
}

/** First and last element of part `phase` of the padded axis that is a pixel of the image. */
function partOf({ size, before, stride }: Axis, phase: number): { readonly first: number; readonly last: number } {
  return { first: Math.ceil((before - phase) / stride), last: Math.floor((size - 1 + before - phase) / stride) }
}

export function tilingOf(axis: Axis, outputs: number): Tiling {
  const parts = Array.from({ length: axis.stride }, (_, phase) => partOf(axis, phase))
  const longest = Math.max(...parts.map(({ first, last }) => last - first + 1))
  return {
    axis,
    filtering: minimalFiltering(outputs, tapsOf(axis)),
    tiles: Math.ceil(axis.out / outputs),
    imageTiles: Math.ceil(longest / outputs),
    starts: parts.map(({ first }) => first),
  }
}

/** The window of the result that a tile of the image's gradient depends on: its first element for tile 0, and its length. */
export function windowOf({ starts, filtering }: Tiling): { readonly first: number; readonly length: number } {
  const first = Math.min(...starts) - (filtering.taps - 1)
  return { first, length: Math.max(...starts) - Math.min(...starts) + filtering.products }
}

/** From taps of the kernel to what is multiplied, [(product, phase), kernel]. */
export function kernelTransform({ axis, filtering }: Tiling): Coefficients {
  return filtering.kernel.flatMap((row) =>
    Array.from({ length: axis.stride }, (_, phase) =>
      Array.from({ length: axis.kernel }, (_, tap) =>
        tap % axis.stride === phase ? (row[Math.floor(tap / axis.stride)] ?? 0) : 0,
      ),
    ),
  )
}

/**
 * From a window of the result's gradient to what is multiplied for the gradient of the image, [(product, phase), window]. That
 * gradient is a convolution where the other is a correlation, so windows and results are mirrored and the kernel is the same.
 */
export function windowTransform(tiling: Tiling): Coefficients {
  const { filtering, starts } = tiling
  const { length } = windowOf(tiling)
  return filtering.input.flatMap((row) =>
    starts.map((start) =>
      Array.from({ length }, (_, at) => row[filtering.products - 1 - (at - (start - Math.min(...starts)))] ?? 0),
    ),
  )
}

/** From products to neighbouring elements of the image's gradient, [outputs, products]. */
export const mirroredOutput = ({ filtering }: Tiling): Coefficients => [...filtering.output].reverse()

/** Where pixel `at` of the image lies: its interleaved part, the tile of it, and the element of the tile. */
export function placeOf(
  { axis, filtering, starts }: Tiling,
  at: number,
): { readonly phase: number; readonly tile: number; readonly element: number } {
  const phase = (at + axis.before) % axis.stride
  const index = Math.floor((at + axis.before) / axis.stride) - (starts[phase] ?? 0)
  return { phase, tile: Math.floor(index / filtering.outputs), element: index % filtering.outputs }
}

/** What the elements of a tile of the image's gradient are combined from. */
export interface Overlap {
  /** Tiles that hold all pixels of the image. */
  readonly tiles: number
  /** Products of the tile itself, and of the one before it (`back` 1) as far as they reach into this one. */
  readonly sources: readonly { readonly product: number; readonly back: 0 | 1 }[]
  /** [outputs, sources]. */
  readonly transform: Coefficients
}

/** Whether what reaches beyond a tile of the image is one product only, so that adding it in the next tile is cheap. */
export const overlapsLittle = ({ filtering }: Tiling): boolean => filtering.taps <= 2

/** The overlaps of tiles; what reaches beyond a tile must fit the next, so taps − 1 may not be more than the outputs. */
export function overlapOf({ axis, filtering }: Tiling): Overlap {
  const { outputs, taps, input } = filtering
  if (taps - 1 > outputs) throw new RangeError(`tiles of ${outputs} are too small for ${taps} taps`)
  const last = Math.floor((axis.size - 1 + axis.before) / axis.stride)
  const reaching = input.flatMap((row, product) => (row.slice(outputs).some((x) => x !== 0) ? [product] : []))
  const sources = [
    ...input.map((_, product) => ({ product, back: 0 as const })),
    ...reaching.map((product) => ({ product, back: 1 as const })),
  ]
  const transform = Array.from({ length: outputs }, (_, at) =>
    sources.map(({ product, back }) => input[product]?.[at + back * outputs] ?? 0),
  )
  return { tiles: Math.floor(last / outputs) + 1, sources, transform }
}
