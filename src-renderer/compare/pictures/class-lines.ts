/** A run whose pictures have a row for each class, and what its classes are called, in their order. */
export interface ClassedRun {
  readonly id: string
  readonly classes: readonly string[]
}

/** A class, and where it is among the rows of each run; undefined for a run that has it not. */
export interface ClassLine {
  readonly name: string
  readonly rows: readonly (number | undefined)[]
}

/**
 * The classes of all runs, each once: those of the first run in its order, then those that others add. Runs of different datasets
 * share the classes of the same name, whatever their numbers; a run in which two classes have one name has both, in their order.
 */
export function classLines(runs: readonly ClassedRun[]): ClassLine[] {
  const places = runs.map(({ classes }) => {
    const byKey = new Map<string, number>()
    for (const [index, name] of classes.entries()) {
      let key = name
      for (let again = 2; byKey.has(key); again++) key = `${name} (${again})`
      byKey.set(key, index)
    }
    return byKey
  })
  const names = new Set(places.flatMap((byKey) => [...byKey.keys()]))
  return [...names].map((name) => ({ name, rows: places.map((byKey) => byKey.get(name)) }))
}

/** How the images of a class are laid out for each run. */
export interface ClassImages {
  /** Pixels of the page for one of an image; whole. */
  readonly factor: number
  /** Images of a class that are shown. */
  readonly count: number
}

/** Pixels that an image is high at most, so that many classes are in sight, and images that factors leave room for. */
const HIGH = 72
const WANTED = 6

/**
 * As large as many images of a class have room beside each other, and as many as there then are.
 *
 * @param room pixels of the page for each run
 * @param gap pixels between images, of the picture
 */
export function classImages(
  cells: { readonly columns: number; readonly width: number; readonly height: number },
  room: number,
  gap: number,
): ClassImages {
  const fitting = (factor: number): number => Math.floor((room / factor + gap) / (cells.width + gap))
  let factor = Math.max(1, Math.floor(HIGH / cells.height))
  while (factor > 1 && fitting(factor) < Math.min(WANTED, cells.columns)) factor--
  return { factor, count: Math.max(1, Math.min(cells.columns, fitting(factor))) }
}
