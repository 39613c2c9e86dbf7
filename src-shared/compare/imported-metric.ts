import { QuantityName } from '../measures/measure'

const PREFIX = 'metric.'

/**
 * What a curve of an imported run is called beside what the studio measures: one that has the name of a measured quantity stands behind
 * `metric.`, because how its values were measured is not known.
 */
export const importedName = (name: string): string => (QuantityName.safeParse(name).success ? `${PREFIX}${name}` : name)

/** The quantity whose name an imported curve has, by what {@link importedName} calls it; undefined for any other name. */
export function importedQuantity(name: string): QuantityName | undefined {
  if (!name.startsWith(PREFIX)) return undefined
  return QuantityName.safeParse(name.slice(PREFIX.length)).data
}
