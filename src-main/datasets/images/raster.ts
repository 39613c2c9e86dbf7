/** A decoded image as its file holds it: uint8, rows from the top, channels interleaved. */
export interface Decoded {
  readonly height: number
  readonly width: number
  /** Grey, grey and alpha, RGB, RGBA. */
  readonly channels: 1 | 2 | 3 | 4
  readonly pixels: Uint8Array
}

/** An image without alpha. */
export interface Raster {
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  readonly pixels: Uint8Array
}
