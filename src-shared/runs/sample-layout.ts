/** How the images of a grid are laid out. */
export interface SampleLayout {
  readonly rows: number
  readonly columns: number
  /** Whether each row is one class, in their order, and each column one latent. */
  readonly byClass: boolean
}

/** The layout of a run's fixed-noise grid: a row for each class where the images divide among them, else about as many columns as rows. */
export function sampleLayout(count: number, classes: number | undefined): SampleLayout {
  if (classes !== undefined && classes > 1 && count % classes === 0) {
    return { rows: classes, columns: count / classes, byClass: true }
  }
  const columns = Math.ceil(Math.sqrt(count))
  return { columns, rows: Math.ceil(count / columns), byClass: false }
}
