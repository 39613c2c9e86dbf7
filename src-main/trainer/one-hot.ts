/** Fills rows of classes with a 1 at the class of each. @param out [rows, classes] */
export function fillOneHot(out: Float32Array, classes: number, classOf: (row: number) => number): void {
  out.fill(0)
  for (let row = 0; row * classes < out.length; row++) out[row * classes + classOf(row)] = 1
}
