import { createHash } from 'node:crypto'
import type { ImportChoices, LabelSource, Skipped } from '@shared/datasets/import'
import { badFile } from '../formats/format'
import type { ArrayPart, OpenedSet } from '../formats/set'
import { openSet } from '../formats/sets'
import { type LabelLists, readLabelLists } from '../labels/lists'
import { folderFacts } from '../labels/places'
import { openTree } from '../trees/open'
import type { Tree, TreeEntry } from '../trees/tree'

/** Most classes of a dataset: labels are one byte. */
const maxClasses = 256

/** A source that was opened, with everything that can be known of its images without decoding one. */
export interface Source {
  readonly tree: Tree
  readonly set: OpenedSet
  readonly lists: LabelLists
}

/** Opens what a person points at. @throws StudioError `INVALID_INPUT` */
export async function openSource(path: string, signal?: AbortSignal): Promise<Source> {
  const tree = await openTree(path, signal)
  const lists = await readLabelLists(tree)
  const set = await openSet(tree, lists.paths)
  return { tree, set, lists }
}

/** The images of a source in the order in which they will be packed, with class and split of each. */
export interface Plan extends Source {
  readonly count: number
  /** Every class that the source has, in the order of their numbers before any was left out. */
  readonly allClasses: readonly { readonly name: string; readonly count: number }[]
  /** The classes that are kept; empty without labels. */
  readonly classes: readonly string[]
  /** Number of an image's class among `classes`; −1 without one. */
  readonly labels: Int16Array
  /** Images that are left out before they are read, and why. */
  readonly leftOut: ReadonlyMap<number, 'left-out' | 'unlabelled'>
  /** The split of each image as the source has it; null where it has none. */
  readonly splits: readonly string[] | null
  readonly labelSources: readonly LabelSource[]
  /** What an image is called in messages. */
  nameOf(image: number): string
  /** Identifies source and choices: an import that was interrupted goes on only where both are the same. */
  readonly fingerprint: string
}

/** Names before numbers are: `10` after `9`, the same on every machine. */
function byName(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  if (/^\d+$/.test(a) && /^\d+$/.test(b) && x !== y) return x - y
  return a < b ? -1 : a > b ? 1 : 0
}

/** What the images of a source are called and labelled. */
interface Items {
  readonly count: number
  readonly nameOf: (image: number) => string
  readonly splits: readonly string[] | null
  readonly labelSources: readonly LabelSource[]
  /** The class name of each image, undefined for one without. */
  labelsFrom(source: LabelSource): { classes: readonly string[]; labelOf: (image: number) => number }
}

const noLabels = { classes: [], labelOf: () => -1 }

function arrayItems(parts: readonly ArrayPart[], classes: readonly string[]): Items {
  const starts: number[] = []
  let count = 0
  for (const part of parts) {
    starts.push(count)
    count += part.count
  }
  const find = (image: number) => {
    let index = starts.length - 1
    while (index > 0 && (starts[index] ?? 0) > image) index--
    return { part: parts[index], within: image - (starts[index] ?? 0) }
  }
  const labelled = classes.length > 0
  const split = parts.every((part) => part.split !== null)
  const splits = split ? parts.flatMap((part) => new Array<string>(part.count).fill(part.split ?? '')) : null
  return {
    count,
    nameOf(image) {
      const { part, within } = find(image)
      return `${part?.entry.path} #${within}`
    },
    splits,
    labelSources: labelled ? ['file', 'none'] : ['none'],
    labelsFrom(source) {
      if (!labelled || source === 'none') return noLabels
      return {
        classes,
        labelOf(image) {
          const { part, within } = find(image)
          return part?.labels?.[within] ?? -1
        },
      }
    },
  }
}

function named(labels: readonly (string | null | undefined)[]) {
  const classes = [...new Set(labels.flatMap((label) => (label === null || label === undefined ? [] : [label])))]
  const numbers = new Map(classes.sort(byName).map((name, index) => [name, index]))
  return { classes, labelOf: (image: number) => numbers.get(labels[image] ?? '') ?? -1 }
}

function fileItems(entries: readonly TreeEntry[], lists: LabelLists): Items {
  const facts = folderFacts(entries)
  const inFolders = new Set(facts.classes)
  const allInFolders = !inFolders.delete(null)
  const usable = (size: number) => size >= 2 && size <= maxClasses
  const sources: LabelSource[] = []
  if (lists.json.size > 0) sources.push('json')
  if (lists.csv.size > 0) sources.push('csv')
  if (usable(inFolders.size) && allInFolders) sources.push('folder')
  sources.push('none')
  if (usable(inFolders.size) && !allInFolders) sources.push('folder')
  const splits = facts.splits.flatMap((split) => (split === null ? [] : [split]))
  return {
    count: entries.length,
    nameOf: (image) => entries[image]?.path ?? '',
    splits: splits.length === entries.length ? splits : null,
    labelSources: sources,
    labelsFrom(source) {
      if (source === 'json') return named(entries.map(({ path }) => lists.json.get(path)))
      if (source === 'csv') return named(entries.map(({ path }) => lists.csv.get(path)))
      return source === 'folder' ? named(facts.classes) : noLabels
    },
  }
}

function chosenSource({ labelSources }: Items, wanted: LabelSource, name: string): LabelSource {
  if (wanted === 'auto') return labelSources[0] ?? 'none'
  if (labelSources.includes(wanted)) return wanted
  throw badFile(name, `has no labels of the kind “${wanted}”; there are: ${labelSources.join(', ')}`)
}

function fingerprintOf({ tree, set }: Source, choices: ImportChoices): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([1, tree.name, tree.container, tree.bytes, set.format.id, choices]))
  for (let from = 0; from < tree.entries.length; from += 1024) {
    const some = tree.entries.slice(from, from + 1024)
    hash.update(some.map(({ path, bytes, stamp }) => `\n${path}\0${bytes}\0${stamp}`).join(''))
  }
  return hash.digest('hex')
}

/**
 * Says of every image of a source which class and split it has, and whether it is left out.
 * @throws StudioError `INVALID_INPUT` for labels or classes that the source does not have, or without any image
 */
export function planImport(source: Source, choices: ImportChoices): Plan {
  const { tree, set, lists } = source
  const items =
    set.content.type === 'arrays'
      ? arrayItems(set.content.parts, set.content.classes)
      : fileItems(set.content.entries, lists)
  if (items.count === 0) throw badFile(tree.name, 'has no images in it')
  const { classes: names, labelOf } = items.labelsFrom(chosenSource(items, choices.labels, tree.name))
  if (names.length > maxClasses)
    throw badFile(tree.name, `has ${names.length} classes; at most ${maxClasses} can be told apart`)
  const kept = choices.classes === null ? names : names.filter((name) => choices.classes?.includes(name))
  const missing = choices.classes?.find((name) => !names.includes(name))
  if (missing !== undefined) throw badFile(tree.name, `has no class “${missing}”`)
  const numbers = names.map((name) => kept.indexOf(name))
  const counts = names.map(() => 0)
  const labels = new Int16Array(items.count).fill(-1)
  const leftOut = new Map<number, 'left-out' | 'unlabelled'>()
  for (let image = 0; names.length > 0 && image < items.count; image++) {
    const label = labelOf(image)
    if (label >= 0) counts[label] = (counts[label] ?? 0) + 1
    const number = label < 0 ? -1 : (numbers[label] ?? -1)
    labels[image] = number
    if (number < 0) leftOut.set(image, label < 0 ? 'unlabelled' : 'left-out')
  }
  return {
    ...source,
    count: items.count,
    allClasses: names.map((name, index) => ({ name, count: counts[index] ?? 0 })),
    classes: kept,
    labels,
    leftOut,
    splits: items.splits,
    labelSources: items.labelSources,
    nameOf: items.nameOf,
    fingerprint: fingerprintOf(source, choices),
  }
}

/** What the plan leaves out, for the report. */
export function plannedSkips({ tree, set, leftOut, nameOf }: Plan): Skipped[] {
  const details = { 'left-out': 'its class was left out', unlabelled: 'nothing says which class it is of' } as const
  const images = [...leftOut].map(([image, reason]) => ({ path: nameOf(image), reason, details: details[reason] }))
  return [...tree.skipped, ...set.skipped, ...images]
}
