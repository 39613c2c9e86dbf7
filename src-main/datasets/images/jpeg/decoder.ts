import { Unusable } from '../unusable'

/** The size that a JPEG's header names. */
export interface JpegSize {
  readonly height: number
  readonly width: number
}

/** libjpeg-turbo in one of its forms, which all give the same pixels. */
export interface JpegDecoder {
  /**
   * @param channels 1 for the luma alone, 3 for RGB
   * @returns height × width × channels bytes of its own
   * @throws Unusable `broken` for anything that libjpeg calls an error or a warning
   */
  decode(data: Uint8Array, size: JpegSize, channels: 1 | 3): Uint8Array
}

/** TurboJPEG's pixel formats (`TJPF_GRAY`, `TJPF_RGB`). */
export const pixelFormats = { 1: 6, 3: 0 } as const

/** Says that the data of a JPEG are damaged. */
export const refuse = (): never => {
  throw new Unusable('broken', 'its JPEG data are damaged')
}
