declare module 'gifenc' {
  type Colour = [number, number, number]

  interface FrameOptions {
    /** Given with the first frame alone, it is the palette of all. */
    palette?: readonly Colour[]
    /** Milliseconds; the format holds hundredths of a second. */
    delay?: number
    /** 0 for ever, -1 once. */
    repeat?: number
  }

  interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options?: FrameOptions): void
    finish(): void
    bytes(): Uint8Array<ArrayBuffer>
  }

  export function GIFEncoder(): Encoder
  export function quantize(rgba: Uint8Array | Uint8ClampedArray, maxColours: number): Colour[]
  export function applyPalette(rgba: Uint8Array | Uint8ClampedArray, palette: readonly Colour[]): Uint8Array
}
