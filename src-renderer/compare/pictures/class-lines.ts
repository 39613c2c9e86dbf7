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
