/** A picture as float32 planes: [height, width, channels]. */
export interface Plane {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly values: Float32Array
}

/** Mirrors an index at the ends of an axis, without repeating the end. */
function mirrored(index: number, length: number): number {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const at = ((index % period) + period) % period
  return at < length ? at : period - at
}

/** Values along one axis: `outer` lines of `length` places, each of `inner` numbers that stay together. */
interface Lines {
  readonly outer: number
  readonly length: number
  readonly inner: number
  readonly values: Float32Array
}

/** The binomial filter 1 4 6 4 1 (Burt and Adelson 1983, a = 3/8), which Karras et al. use, at every `stride`-th place. */
function filtered({ outer, length, inner, values }: Lines, stride: number, gain: number): Float32Array {
  const places = Math.ceil(length / stride)
  const near = Int32Array.from({ length: places * 5 }, (_, i) => {
    return mirrored(Math.floor(i / 5) * stride + (i % 5) - 2, length) * inner
  })
  const out = new Float32Array(outer * places * inner)
  const unit = gain / 16
  for (let line = 0, to = 0; line < outer; line++) {
    const start = line * length * inner
    for (let place = 0; place < places; place++) {
      const at = place * 5
      const [a, b, c] = [start + (near[at] ?? 0), start + (near[at + 1] ?? 0), start + (near[at + 2] ?? 0)]
      const [d, e] = [start + (near[at + 3] ?? 0), start + (near[at + 4] ?? 0)]
      for (let i = 0; i < inner; i++, to++) {
        const ends = (values[a + i] ?? 0) + (values[e + i] ?? 0)
        const sides = (values[b + i] ?? 0) + (values[d + i] ?? 0)
        out[to] = unit * (ends + 4 * sides + 6 * (values[c + i] ?? 0))
      }
    }
  }
  return out
}

/** The filter along both axes; `stride` 2 keeps every second place of each. */
function blurred({ height, width, channels, values }: Plane, stride: number, gain: number): Plane {
  const rows = filtered({ outer: 1, length: height, inner: width * channels, values }, stride, gain)
  const left = Math.ceil(height / stride)
  return {
    height: left,
    width: Math.ceil(width / stride),
    channels,
    values: filtered({ outer: left, length: width, inner: channels, values: rows }, stride, gain),
  }
}

/** A picture of half the size, rounded up, at the size that it came from. */
function expanded(plane: Plane, height: number, width: number): Plane {
  const { channels } = plane
  const sparse = new Float32Array(height * width * channels)
  for (let y = 0, from = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const to = (y * width + x) * channels
      for (let c = 0; c < channels; c++, from++) sparse[to + c] = plane.values[from] ?? 0
    }
  }
  return blurred({ height, width, channels, values: sparse }, 1, 2)
}

/** The least side of a pyramid's level: two patches of 7. */
const LEAST_SIDE = 14

/** How many levels the pyramid of a picture has: it halves while both sides stay at least 14. */
export function levelsOf({ height, width }: { readonly height: number; readonly width: number }): number {
  const half = { height: Math.ceil(height / 2), width: Math.ceil(width / 2) }
  return Math.min(half.height, half.width) < LEAST_SIDE ? 1 : 1 + levelsOf(half)
}

/** The Laplacian pyramid (Burt and Adelson 1983): the finest differences first, what is left last. */
export function laplacianPyramid(plane: Plane): Plane[] {
  const levels: Plane[] = []
  let current = plane
  for (let left = levelsOf(plane); left > 1; left--) {
    const half = blurred(current, 2, 1)
    const coarse = expanded(half, current.height, current.width)
    levels.push({ ...current, values: current.values.map((value, i) => value - (coarse.values[i] ?? 0)) })
    current = half
  }
  return [...levels, current]
}
