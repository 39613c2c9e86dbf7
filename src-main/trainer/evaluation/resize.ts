/** For each place of the new axis: the first place of the old one that it sees, and the weights from there on, which add up to 1. */
interface Window {
  readonly first: number
  readonly weights: Float64Array
}

/** Triangle filter with half-pixel centres; reducing, it widens with the scale, so that nothing is skipped. */
function windows(from: number, to: number): Window[] {
  const scale = from / to
  const reach = Math.max(1, scale)
  return Array.from({ length: to }, (_, at) => {
    const centre = (at + 0.5) * scale
    const first = Math.max(0, Math.floor(centre - reach + 0.5))
    const last = Math.min(from, Math.floor(centre + reach + 0.5))
    const weights = Float64Array.from({ length: last - first }, (__, i) =>
      Math.max(0, 1 - Math.abs((first + i + 0.5 - centre) / reach)),
    )
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}

/** A size of pictures. */
export interface Size {
  readonly height: number
  readonly width: number
}

/** Resizes pictures of one size by bilinear interpolation, with a filter that widens where they become smaller. */
export class Resizer {
  readonly #rows: readonly Window[]
  readonly #columns: readonly Window[]
  readonly #half: Float32Array

  constructor(
    readonly from: Size,
    readonly to: Size,
    readonly channels: number,
  ) {
    this.#rows = windows(from.height, to.height)
    this.#columns = windows(from.width, to.width)
    this.#half = new Float32Array(from.height * to.width * channels)
  }

  /** One picture, [height, width, channels]. */
  resize(picture: Uint8Array, out: Float32Array): void {
    const { from, to, channels } = this
    for (let y = 0; y < from.height; y++) {
      for (const [x, { first, weights }] of this.#columns.entries()) {
        for (let c = 0; c < channels; c++) {
          let sum = 0
          for (const [i, weight] of weights.entries()) {
            sum += weight * (picture[(y * from.width + first + i) * channels + c] ?? 0)
          }
          this.#half[(y * to.width + x) * channels + c] = sum
        }
      }
    }
    const row = to.width * channels
    for (const [y, { first, weights }] of this.#rows.entries()) {
      for (let x = 0; x < row; x++) {
        let sum = 0
        for (const [i, weight] of weights.entries()) sum += weight * (this.#half[(first + i) * row + x] ?? 0)
        out[y * row + x] = sum
      }
    }
  }
}
