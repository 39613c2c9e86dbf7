import type { ImageShape } from '@shared/architecture/spec'
import { type Generator, stream } from '@shared/random/generator'
import { BLOCK } from './distances'
import { laplacianPyramid, levelsOf, type Plane } from './laplacian'
import type { Pace } from './pace'
import { type Points, requireCount, rowsOf } from './points'
import type { Products } from './products'

/** Side of a patch, where the level is as large. */
const PATCH = 7
/** Patches of one level of all pictures together, and most of one picture. */
const MOST_PATCHES = 32_768
const MOST_OF_ONE = 128
const DIRECTIONS = 128
/** The distances are told in thousandths, as in the paper. */
const UNIT = 1000

/** The patches of one level of a set of pictures: rows of `size` numbers, channels innermost. */
interface Level {
  readonly size: number
  readonly values: Float32Array
}

/** Random patches from the Laplacian pyramids of a set of pictures, taken as the pictures come. */
export class PatchSet {
  readonly #image: ImageShape
  readonly #each: number
  readonly #generator: Generator
  readonly #side: number
  readonly #levels: readonly Level[]
  #count = 0

  /** @param count pictures that will come @param name what tells the patches of one set from those of another */
  constructor(image: ImageShape, count: number, seed: number, name: string) {
    this.#image = image
    this.#each = Math.max(1, Math.min(MOST_OF_ONE, Math.floor(MOST_PATCHES / count)))
    this.#generator = stream(seed, `patches/${name}`)
    this.#side = Math.min(PATCH, image.height, image.width)
    const size = this.#side * this.#side * image.channels
    this.#levels = Array.from({ length: levelsOf(image) }, () => ({
      size,
      values: new Float32Array(count * this.#each * size),
    }))
  }

  get count(): number {
    return this.#count
  }

  get channels(): number {
    return this.#image.channels
  }

  get levels(): readonly Level[] {
    return this.#levels
  }

  /** Takes patches from pictures: values [n, height, width, channels]. */
  add(pictures: Float32Array): void {
    const { height, width, channels } = this.#image
    const size = height * width * channels
    for (let start = 0; start < pictures.length; start += size) {
      const pyramid = laplacianPyramid({ height, width, channels, values: pictures.subarray(start, start + size) })
      for (const [index, plane] of pyramid.entries()) this.#take(plane, this.#levels[index])
      this.#count++
    }
  }

  #take({ height, width, channels, values }: Plane, level: Level | undefined): void {
    if (level === undefined) throw new Error('a pyramid has more levels than were planned')
    const row = this.#side * channels
    for (let patch = 0; patch < this.#each; patch++) {
      const y = this.#generator.below(height - this.#side + 1)
      const x = this.#generator.below(width - this.#side + 1)
      const to = (this.#count * this.#each + patch) * level.size
      for (let i = 0; i < this.#side; i++) {
        const from = ((y + i) * width + x) * channels
        level.values.set(values.subarray(from, from + row), to + i * row)
      }
    }
  }
}

/** Patches with mean 0 and deviation 1 in each channel; a channel without spread becomes 0. */
function normalised({ size, values }: Level, channels: number): Points {
  const each = values.length / channels
  const [mean, square] = [new Float64Array(channels), new Float64Array(channels)]
  for (let i = 0; i < values.length; i++) mean[i % channels] = (mean[i % channels] ?? 0) + (values[i] ?? 0) / each
  for (let i = 0; i < values.length; i++) {
    square[i % channels] = (square[i % channels] ?? 0) + ((values[i] ?? 0) - (mean[i % channels] ?? 0)) ** 2 / each
  }
  const scale = square.map((variance) => (variance === 0 ? 0 : 1 / Math.sqrt(variance)))
  return {
    count: values.length / size,
    size,
    values: values.map((value, i) => (value - (mean[i % channels] ?? 0)) * (scale[i % channels] ?? 0)),
  }
}

/** Random directions of length 1. */
function directions(size: number, generator: Generator): Points {
  const values = new Float32Array(DIRECTIONS * size)
  for (let start = 0; start < values.length; start += size) {
    const one = values.subarray(start, start + size)
    generator.fillNormal(one)
    const norm = Math.hypot(...one)
    for (let i = 0; i < size; i++) one[i] = (one[i] ?? 0) / norm
  }
  return { count: DIRECTIONS, size, values }
}

/** The places of all points along each direction, sorted. */
async function projected(points: Points, along: Points, products: Products, pace: Pace): Promise<Float32Array[]> {
  const places = Array.from({ length: along.count }, () => new Float32Array(points.count))
  for (let row = 0; row < points.count; row += BLOCK) {
    const rows = Math.min(BLOCK, points.count - row)
    const inner = await products.of(rowsOf(points, row, row + rows), along)
    for (const [k, line] of places.entries()) {
      for (let i = 0; i < rows; i++) line[row + i] = inner[i * along.count + k] ?? 0
    }
    await pace.breathe()
  }
  for (const line of places) {
    line.sort()
    await pace.breathe()
  }
  return places
}

/** The mean distance of two sets of points on a line, each sorted, of equal number: W₁ of their distributions. */
function distanceOnLine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0))
  return sum / a.length
}

/**
 * The sliced Wasserstein distance of Karras et al. 2018 (section 5) in thousandths: patches of 7×7 from each level of the
 * Laplacian pyramids, each set normalised by channel, W₁ along random directions, the mean over directions and levels. Here
 * a level has at most 32,768 patches and 128 directions, and a pyramid ends at sides of 14.
 * @throws StudioError `TOO_FEW_SAMPLES`
 */
export async function slicedWasserstein(
  real: PatchSet,
  fake: PatchSet,
  seed: number,
  products: Products,
  pace: Pace,
): Promise<number> {
  requireCount('The sliced Wasserstein distance', real, 1, 'it compares patches of images')
  requireCount('The sliced Wasserstein distance', fake, 1, 'it compares patches of images')
  let total = 0
  for (const [index, level] of real.levels.entries()) {
    const other = fake.levels[index]
    if (other === undefined || other.values.length !== level.values.length) {
      throw new Error('the two sets of patches were planned for different pictures')
    }
    const along = directions(level.size, stream(seed, 'directions', index))
    const a = await projected(normalised(level, real.channels), along, products, pace)
    const b = await projected(normalised(other, fake.channels), along, products, pace)
    for (const [k, line] of a.entries()) total += distanceOnLine(line, b[k] ?? line)
  }
  return (UNIT * total) / (DIRECTIONS * real.levels.length)
}
