import { asBlend, type DrawnClass } from '@shared/latent/drawn-class'

/** Fills rows of classes with a 1 at the class of each. @param out [rows, classes] */
export function fillOneHot(out: Float32Array, classes: number, classOf: (row: number) => number): void {
  out.fill(0)
  for (let row = 0; row * classes < out.length; row++) out[row * classes + classOf(row)] = 1
}

/**
 * The same for classes that may be blended: a row is then the weights of its two classes, so that a label embedding, which is linear in
 * it, gives the blend of their vectors. Classes beyond the last begin anew.
 * @param out [rows, classes]
 */
export function fillClasses(out: Float32Array, classes: number, drawnOf: (row: number) => DrawnClass): void {
  out.fill(0)
  for (let row = 0; row * classes < out.length; row++) {
    const { first, second, share } = asBlend(drawnOf(row))
    const [a, b] = [row * classes + (first % classes), row * classes + (second % classes)]
    out[a] = a === b ? 1 : 1 - share
    if (a !== b) out[b] = share
  }
}
