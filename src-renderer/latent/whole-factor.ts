/**
 * The largest whole factor by which an image fits into a box, at least 1, so that every pixel has one size.
 *
 * @param ratio device pixels in a CSS pixel; the factor counts device pixels
 */
export function wholeFactor(
  image: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
  ratio: number,
): number {
  return Math.max(1, Math.floor(Math.min((box.width * ratio) / image.width, (box.height * ratio) / image.height)))
}
