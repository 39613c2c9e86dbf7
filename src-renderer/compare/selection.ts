/** The chosen runs after one was clicked: it is taken in, or left out. */
export const toggled = (chosen: readonly string[], id: string): string[] =>
  chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]

/**
 * The chosen runs after a stretch of the table was chosen: all of it as the anchor is. The anchor is the run that was clicked
 * last; without one, or where it is not in the table any more, only `to` is taken in.
 *
 * @param order the runs as the table has them
 */
export function extended(
  chosen: readonly string[],
  order: readonly string[],
  anchor: string | null,
  to: string,
): string[] {
  const [a, b] = [anchor === null ? -1 : order.indexOf(anchor), order.indexOf(to)]
  if (b < 0) return [...chosen]
  const stretch = a < 0 ? [to] : order.slice(Math.min(a, b), Math.max(a, b) + 1)
  const taken = anchor === null || a < 0 || chosen.includes(anchor)
  const others = chosen.filter((id) => !stretch.includes(id))
  return taken ? [...others, ...stretch] : others
}

/**
 * The runs that a deed is about: those of the chosen that are in the table where the run is one of them, else the run alone. What the
 * filter hides is not touched by what is done to a line.
 */
export const subjectsOf = (run: string, chosen: readonly string[], inTable: ReadonlySet<string>): string[] =>
  chosen.includes(run) ? chosen.filter((id) => id === run || inTable.has(id)) : [run]
