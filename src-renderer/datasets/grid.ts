/** Images that one sprite sheet holds. */
export const CHUNK = 500

/** How a grid of equal cells lies in its view. Lengths are CSS pixels. */
export interface GridLayout {
  readonly columns: number
  readonly rows: number
  /** From one cell to the next, gap included. */
  readonly pitch: { readonly x: number; readonly y: number }
  readonly height: number
}

const GAP = 1

/** The layout of `count` cells of a size in a width; at least one column. */
export function gridLayout(count: number, width: number, cell: { width: number; height: number }): GridLayout {
  const pitch = { x: cell.width + GAP, y: cell.height + GAP }
  const columns = Math.max(1, Math.floor((width + GAP) / pitch.x))
  const rows = Math.ceil(count / columns)
  return { columns, rows, pitch, height: Math.max(0, rows * pitch.y - GAP) }
}

/** The cells in sight and one row more on each side: from `first` to before `end`. */
export function visibleCells(
  { columns, pitch }: GridLayout,
  count: number,
  scrollTop: number,
  viewHeight: number,
): { readonly first: number; readonly end: number } {
  const firstRow = Math.max(0, Math.floor(scrollTop / pitch.y) - 1)
  const endRow = Math.ceil((scrollTop + viewHeight) / pitch.y) + 1
  return { first: Math.min(count, firstRow * columns), end: Math.min(count, endRow * columns) }
}

/** The sprite sheet that an image is in, and its place there. */
export function spriteOf(index: number, count: number, columns: number) {
  const offset = Math.floor(index / CHUNK) * CHUNK
  const place = index - offset
  return {
    offset,
    count: Math.min(CHUNK, count - offset),
    column: place % columns,
    row: Math.floor(place / columns),
  }
}

/** Where a key moves the focus in the grid, undefined if it does not. */
export function movedTo(
  key: string,
  index: number,
  { columns, pitch }: GridLayout,
  count: number,
  viewHeight: number,
): number | undefined {
  const page = Math.max(1, Math.floor(viewHeight / pitch.y)) * columns
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    PageUp: index - page,
    PageDown: index + page,
    Home: 0,
    End: count - 1,
  }
  const wanted = moves[key]
  return wanted === undefined ? undefined : Math.min(count - 1, Math.max(0, wanted))
}

/** The largest whole factor at which a cell stays within about 64 pixels. */
export const defaultFactor = (side: number): number => Math.max(1, Math.min(4, Math.floor(64 / side)))
