/** A size in CSS pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * The size at which a picture fits into a space so that each of its pixels covers a whole number of device pixels. A picture
 * that is larger than the space is shown at one device pixel each and overflows, since less would blur it.
 *
 * @param ratio device pixels per CSS pixel
 * @param most the largest factor in device pixels
 */
export function wholeFactorSize(
  picture: Size,
  space: Size,
  ratio: number,
  most = 64,
): Size & { readonly factor: number } {
  if (picture.width <= 0 || picture.height <= 0) return { width: 0, height: 0, factor: 0 }
  const fitting = Math.floor(Math.min((space.width * ratio) / picture.width, (space.height * ratio) / picture.height))
  const factor = Math.max(1, Math.min(most, fitting))
  return { width: (picture.width * factor) / ratio, height: (picture.height * factor) / ratio, factor }
}
