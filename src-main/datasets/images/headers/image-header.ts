/** What the header of an image file says; nothing was decoded. */
export interface ImageHeader {
  /** As they are stored, before the orientation is applied. */
  readonly width: number
  readonly height: number
  /** 1 to 8, as EXIF counts them. */
  readonly orientation: number
  /** Undefined where only decoding tells. */
  readonly colour?: 'grey' | 'colour' | 'cmyk' | undefined
  readonly transparent?: boolean | undefined
}
