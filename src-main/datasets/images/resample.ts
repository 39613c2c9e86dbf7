import type { Filter } from '@shared/datasets/import'
import type { Raster } from './raster'

/** A filter's weight at a distance, and the distance beyond which it is 0; both in pixels of the smaller scale. */
interface Kernel {
  readonly support: number
  weight(distance: number): number
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

function cubic(distance: number): number {
  const x = Math.abs(distance)
  const a = -0.5
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
}

function hamming(distance: number): number {
  const x = Math.abs(distance)
  return x >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x))
}

const kernels: { readonly [K in Exclude<Filter, 'nearest'>]: Kernel } = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hamming },
  bicubic: { support: 2, weight: cubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

/** Fraction bits of the weights: 32 less 8 of the pixels and 2 for sums that overshoot. */
const precision = 22
const half = 1 << (precision - 1)

/** For each output pixel: its first input pixel, how many, and their weights (`taps` places each). */
interface Weights {
  readonly taps: number
  readonly first: Int32Array
  readonly counts: Int32Array
  readonly weights: Int32Array
}

/** The weights of one direction, as Pillow computes them: the kernel widened by the scale where pixels get fewer. */
function computeWeights(from: number, to: number, { support, weight }: Kernel): Weights {
  const scale = from / to
  const widening = Math.max(1, scale)
  const reach = support * widening
  const taps = Math.ceil(reach) * 2 + 1
  const result = {
    taps,
    first: new Int32Array(to),
    counts: new Int32Array(to),
    weights: new Int32Array(to * taps),
  }
  const values = new Float64Array(taps)
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - reach + 0.5))
    const count = Math.min(from, Math.trunc(centre + reach + 0.5)) - first
    let sum = 0
    for (let k = 0; k < count; k++) {
      const value = weight((k + first - centre + 0.5) / widening)
      values[k] = value
      sum += value
    }
    result.first[i] = first
    result.counts[i] = count
    for (let k = 0; k < count; k++) {
      const value = ((values[k] ?? 0) / (sum === 0 ? 1 : sum)) * 2 ** precision
      result.weights[i * taps + k] = Math.trunc(value < 0 ? value - 0.5 : value + 0.5)
    }
  }
  return result
}

const cache = new Map<string, Weights>()

function weightsFor(from: number, to: number, filter: Exclude<Filter, 'nearest'>): Weights {
  const key = `${filter} ${from} ${to}`
  const known = cache.get(key)
  if (known) return known
  // Sets of photographs have many sizes; what was computed for long gone ones is let go.
  if (cache.size >= 256) cache.clear()
  const weights = computeWeights(from, to, kernels[filter])
  cache.set(key, weights)
  return weights
}

const clamped = (sum: number): number => {
  const value = sum >> precision
  return value < 0 ? 0 : value > 255 ? 255 : value
}

/** Resizes rows of `count` × `width` pixels to `count` × `to`. */
function horizontal(pixels: Uint8Array, count: number, width: number, to: number, channels: number, w: Weights) {
  const out = new Uint8Array(count * to * channels)
  const { taps, first, counts, weights } = w
  let at = 0
  for (let y = 0; y < count; y++) {
    const row = y * width * channels
    for (let x = 0; x < to; x++) {
      const base = row + (first[x] ?? 0) * channels
      const [start, end] = [x * taps, x * taps + (counts[x] ?? 0)]
      if (channels === 1) {
        let sum = half
        for (let k = start, p = base; k < end; k++, p++) sum += (pixels[p] ?? 0) * (weights[k] ?? 0)
        out[at++] = clamped(sum)
        continue
      }
      let [red, green, blue] = [half, half, half]
      for (let k = start, p = base; k < end; k++, p += 3) {
        const weight = weights[k] ?? 0
        red += (pixels[p] ?? 0) * weight
        green += (pixels[p + 1] ?? 0) * weight
        blue += (pixels[p + 2] ?? 0) * weight
      }
      out[at] = clamped(red)
      out[at + 1] = clamped(green)
      out[at + 2] = clamped(blue)
      at += 3
    }
  }
  return out
}

/** Resizes the rows of an image, each `row` bytes, to `to` rows. */
function vertical(pixels: Uint8Array, row: number, to: number, { taps, first, counts, weights }: Weights) {
  const out = new Uint8Array(to * row)
  const sums = new Int32Array(row)
  for (let y = 0; y < to; y++) {
    sums.fill(half)
    const count = counts[y] ?? 0
    for (let k = 0; k < count; k++) {
      const weight = weights[y * taps + k] ?? 0
      const base = ((first[y] ?? 0) + k) * row
      for (let x = 0; x < row; x++) sums[x] = (sums[x] ?? 0) + (pixels[base + x] ?? 0) * weight
    }
    for (let x = 0; x < row; x++) out[y * row + x] = clamped(sums[x] ?? 0)
  }
  return out
}

function nearest({ height, width, channels, pixels }: Raster, toHeight: number, toWidth: number): Raster {
  const out = new Uint8Array(toHeight * toWidth * channels)
  for (let y = 0; y < toHeight; y++) {
    const row = Math.min(height - 1, Math.floor(((y + 0.5) * height) / toHeight)) * width
    for (let x = 0; x < toWidth; x++) {
      const from = (row + Math.min(width - 1, Math.floor(((x + 0.5) * width) / toWidth))) * channels
      for (let c = 0; c < channels; c++) out[(y * toWidth + x) * channels + c] = pixels[from + c] ?? 0
    }
  }
  return { height: toHeight, width: toWidth, channels, pixels: out }
}

/**
 * Resizes an image: first along rows, then along columns, in fixed point with 22 fraction bits. This is the algorithm
 * of Pillow's `Image.resize` (libImaging/Resample.c), bit for bit, so that a set is the same whoever prepared it.
 */
export function resize(image: Raster, height: number, width: number, filter: Filter): Raster {
  if (image.height === height && image.width === width) return image
  if (filter === 'nearest') return nearest(image, height, width)
  const { channels } = image
  let { pixels } = image
  if (image.width !== width) {
    pixels = horizontal(pixels, image.height, image.width, width, channels, weightsFor(image.width, width, filter))
  }
  if (image.height !== height) {
    pixels = vertical(pixels, width * channels, height, weightsFor(image.height, height, filter))
  }
  return { height, width, channels, pixels }
}
