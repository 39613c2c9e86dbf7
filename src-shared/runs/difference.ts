import type { RunConfig } from './config'

/** A value at the end of a path into a config; lists of plain values are joined into one. */
export type ConfigValue = string | number | boolean | null

/** A path at which configs differ, and the value of each, in their order; undefined where one has no such path. */
export interface ConfigDifference {
  readonly path: string
  readonly values: readonly (ConfigValue | undefined)[]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPlain = (value: unknown): value is ConfigValue =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** Elements that carry a name are addressed by it, so that one inserted layer does not shift all that follow. */
const keyOf = (element: unknown, index: number): string =>
  isRecord(element) && typeof element['name'] === 'string' ? element['name'] : `${index}`

function collect(value: unknown, path: string, leaves: Map<string, ConfigValue>): void {
  const under = (key: string) => (path === '' ? key : `${path}.${key}`)
  if (isPlain(value)) leaves.set(path, value)
  else if (Array.isArray(value)) {
    if (value.every(isPlain)) leaves.set(path, value.join(value.every((item) => typeof item === 'number') ? '×' : ', '))
    else for (const [index, element] of value.entries()) collect(element, under(keyOf(element, index)), leaves)
  } else if (isRecord(value)) {
    for (const [key, element] of Object.entries(value)) collect(element, under(key), leaves)
  }
}

/** The path of a layer: one that only some configs have is one difference, and not one for each of its settings. */
const layerPath = /^(architecture\.networks\.[A-Za-z]+\.layers\.[^.]+)\./

/** Answers with the path of the layer that a path is of; each path is looked at once, however many configs have it. */
function layerPaths(): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (path) => {
    if (!known.has(path)) known.set(path, layerPath.exec(path)?.[1])
    return known.get(path)
  }
}

/** Every value of JSON data by its path, in the order of the data. */
export function leavesOf(json: unknown): ReadonlyMap<string, ConfigValue> {
  const leaves = new Map<string, ConfigValue>()
  collect(json, '', leaves)
  return leaves
}

/** Every value of a config by its path, such as `optimisers.generator.learningRate`, in the order of the config. */
export const configLeaves = (config: RunConfig): ReadonlyMap<string, ConfigValue> => leavesOf(config)

/** The layers of a config by their paths, each with its type. */
function layersOf(
  leaves: ReadonlyMap<string, ConfigValue>,
  layerOf: (path: string) => string | undefined,
): ReadonlyMap<string, ConfigValue> {
  const layers = new Map<string, ConfigValue>()
  for (const [path, value] of leaves) {
    const layer = layerOf(path)
    if (layer !== undefined && path === `${layer}.layer.type`) layers.set(layer, value)
  }
  return layers
}

/** The paths at which two or more configs differ, in the order of the configs; empty for fewer than two. */
export function configDifferences(configs: readonly RunConfig[]): ConfigDifference[] {
  const whole = configs.map(configLeaves)
  const layerOf = layerPaths()
  const layers = whole.map((leaves) => layersOf(leaves, layerOf))
  const everywhere = new Set([...(layers[0]?.keys() ?? [])].filter((layer) => layers.every((has) => has.has(layer))))
  const all = whole.map((leaves, index) => {
    const folded = new Map<string, ConfigValue>()
    for (const [path, value] of leaves) {
      const layer = layerOf(path)
      if (layer === undefined || everywhere.has(layer)) folded.set(path, value)
      else folded.set(layer, layers[index]?.get(layer) ?? '')
    }
    return folded
  })
  const paths = new Set(all.flatMap((leaves) => [...leaves.keys()]))
  return [...paths].flatMap((path) => {
    const values = all.map((leaves) => leaves.get(path))
    return values.some((value) => value !== values[0]) ? [{ path, values }] : []
  })
}
