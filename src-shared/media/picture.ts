/** A picture of 8-bit RGBA pixels, rows from the top. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array<ArrayBuffer>
}

/** Whether every pixel is a grey: red, green and blue are the same. */
export function isGrey({ pixels }: Picture): boolean {
  for (let i = 0; i < pixels.length; i += 4) {
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return false
  }
  return true
}
