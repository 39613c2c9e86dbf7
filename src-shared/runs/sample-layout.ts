/** How the images of a grid are laid out. */
export interface SampleLayout {
  readonly rows: number
  readonly columns: number
  /** Whether each row is one class, in their order, and each column one latent. */
  readonly byClass: boolean
}

/** Pixels between neighbours of a grid and around it, and further ones between groups of images that stand on top of each other. */
export const gridGaps = { image: 1, group: 2 } as const

/** How far from square a grid of groups may be so that its last row is full. */
const SLACK = 1.4

/** Rows and columns of groups of images that stand on top of each other: about square, with a full last row where that can be. */
export function groupLayout(count: number, high: number): { readonly rows: number; readonly columns: number } {
  const square = Math.sqrt(count * high)
  const away = (columns: number) => Math.max(columns / square, square / columns)
  const full = Array.from({ length: count }, (_, i) => i + 1).filter((columns) => count % columns === 0)
  const [nearest = count] = full.sort((one, other) => away(one) - away(other))
  const columns = away(nearest) <= SLACK ? nearest : Math.min(count, Math.ceil(square))
  return { columns, rows: Math.ceil(count / columns) }
}

/** The layout of a run's fixed-noise grid: a row for each class where the images divide among them, else about as many columns as rows. */
export function sampleLayout(count: number, classes: number | undefined): SampleLayout {
  if (classes !== undefined && classes > 1 && count % classes === 0) {
    return { rows: classes, columns: count / classes, byClass: true }
  }
  const columns = Math.ceil(Math.sqrt(count))
  return { columns, rows: Math.ceil(count / columns), byClass: false }
}
