import { distance } from 'fastest-levenshtein'
import type { z } from 'zod'
import type { Problem } from '../contract/errors'
import { configProblems, RunConfig } from './config'
import { plainIssues } from './issues'
import { migrateConfig } from './migrate'

/** The result of reading a config: the config, or every problem with its path. */
export type ParsedConfig =
  | { readonly ok: true; readonly config: RunConfig }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** The result of changing one value: the changed copy, or the problem with the nearest paths that exist. */
export type SettingResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: Problem; readonly nearest: readonly string[] }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const nameOf = (value: unknown): string | undefined =>
  isRecord(value) && typeof value['name'] === 'string' ? value['name'] : undefined

/** How a path names an element of a list: by its name where that is its own, else by its index. */
function segmentOf(list: readonly unknown[], index: number): string {
  const name = nameOf(list[index])
  const own = name !== undefined && list.filter((other) => nameOf(other) === name).length === 1
  return own ? name : String(index)
}

/** The index that a path segment means; a name goes before an index. */
function indexOf(list: readonly unknown[], segment: string): number | undefined {
  const named = list.findIndex((element) => nameOf(element) === segment)
  if (named >= 0) return named
  return /^(0|[1-9]\d{0,8})$/.test(segment) && Number(segment) < list.length ? Number(segment) : undefined
}

/** Every path of a value, of lists and groups too, in the order in which they are written. */
function pathsOf(value: unknown): string[] {
  const children: [string, unknown][] = Array.isArray(value)
    ? value.map((child, index) => [segmentOf(value, index), child])
    : isRecord(value)
      ? Object.entries(value)
      : []
  return children.flatMap(([segment, child]) => [segment, ...pathsOf(child).map((rest) => `${segment}.${rest}`)])
}

/** Paths that resemble one that does not exist, the most alike first; what was typed may be just the end of a path. */
function nearestPaths(value: unknown, wanted: string, limit = 3): string[] {
  const depth = wanted.split('.').length
  const rank = (path: string) => distance(path.split('.').slice(-depth).join('.'), wanted)
  return pathsOf(value)
    .map((path) => ({ path, rank: rank(path) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ path }) => path)
}

/** `text` as JSON where it is JSON, else itself; what stands in for a text stays a text. */
function parseValue(text: string, present: unknown): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof present === 'string' && typeof value !== 'string' ? text : value
  } catch {
    return text
  }
}

/** A copy with the value at `segments` replaced, or undefined where there is no such path. */
function replaced(value: unknown, segments: readonly string[], text: string): { value: unknown } | undefined {
  const [segment, ...rest] = segments
  if (segment === undefined) return { value: parseValue(text, value) }
  if (Array.isArray(value)) {
    const index = indexOf(value, segment)
    const child = index === undefined ? undefined : replaced(value[index], rest, text)
    return index === undefined || child === undefined ? undefined : { value: value.with(index, child.value) }
  }
  if (!isRecord(value) || !Object.hasOwn(value, segment)) return undefined
  const child = replaced(value[segment], rest, text)
  return child && { value: { ...value, [segment]: child.value } }
}

/**
 * Applies one setting of the form `path=value` to a config. The path goes by dots through groups and lists; an element
 * of a list is meant by its name or index, as in `architecture.networks.generator.layers.dense1.layer.units=200`.
 * The value is JSON, or else a text. Only paths that exist can be set; whether the value suits is for `parseConfig`.
 */
export function applySetting(config: unknown, setting: string): SettingResult {
  const split = setting.indexOf('=')
  const path = (split < 0 ? setting : setting.slice(0, split)).trim()
  const fail = (message: string): SettingResult => ({
    ok: false,
    problem: { path, message },
    nearest: nearestPaths(config, path),
  })
  if (split < 0) return fail('has no value; write it as path=value')
  if (path === '') return fail('names no setting; write it as path=value')
  const result = replaced(config, path.split('.'), setting.slice(split + 1).trim())
  return result === undefined ? fail('is not a setting') : { ok: true, value: result.value }
}

/** A path into `value` in words: the elements of lists by their names. */
function pathInWords(value: unknown, path: readonly PropertyKey[]): string {
  const words: string[] = []
  let at = value
  for (const key of path) {
    if (Array.isArray(at) && typeof key === 'number') {
      words.push(segmentOf(at, key))
      at = at[key]
    } else {
      words.push(String(key))
      at = isRecord(at) && typeof key === 'string' ? at[key] : undefined
    }
  }
  return words.join('.')
}

/** Every issue of a parse as a problem with its path; an unknown key is a problem of its own. */
export function problemsOf(error: z.ZodError, value: unknown): Problem[] {
  return plainIssues(error.issues).flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: pathInWords(value, issue.path), message: issue.message }]
    return issue.keys.map((key) => ({ path: pathInWords(value, [...issue.path, key]), message: 'is not a setting' }))
  })
}

/** Reads a config of any version from JSON data: its form first, then whether its parts go together. */
export function parseConfig(json: unknown): ParsedConfig {
  const present = migrateConfig(json)
  const parsed = RunConfig.safeParse(present)
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error, present) }
  const problems = configProblems(parsed.data)
  return problems.length === 0 ? { ok: true, config: parsed.data } : { ok: false, problems }
}
