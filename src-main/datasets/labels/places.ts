import type { TreeEntry } from '../trees/tree'

const splitFolders: { readonly [name: string]: string } = {
  train: 'train',
  training: 'train',
  test: 'test',
  testing: 'test',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
}

/** What the folders of files tell. */
export interface FolderFacts {
  /** The split of each file; null for all where the folders are none of splits. */
  readonly splits: readonly (string | null)[]
  /** The first folder below the root, or below the split's; null for files that are in none. */
  readonly classes: readonly (string | null)[]
}

/** The folders that all files share. */
function sharedDepth(paths: readonly (readonly string[])[]): number {
  const [first = []] = paths
  let depth = first.length - 1
  for (const parts of paths) {
    let same = 0
    while (same < depth && same < parts.length - 1 && parts[same] === first[same]) same++
    depth = same
  }
  return Math.max(0, depth)
}

/** Reads splits and classes off the folders that files are in. */
export function folderFacts(entries: readonly TreeEntry[]): FolderFacts {
  const paths = entries.map(({ path }) => path.split('/'))
  const depth = sharedDepth(paths)
  const folders = paths.map((parts) => parts.slice(depth, -1))
  const splits = folders.map(([first]) => (first === undefined ? null : (splitFolders[first.toLowerCase()] ?? null)))
  const divided = entries.length > 0 && splits.every((split) => split !== null)
  return {
    splits: divided ? splits : splits.map(() => null),
    classes: folders.map((parts) => parts[divided ? 1 : 0] ?? null),
  }
}

/** Finds files by what a list calls them: a path from the list's folder, or a name that only one file has. */
export class FileFinder {
  readonly #paths = new Map<string, string>()
  readonly #names = new Map<string, string | null>()

  /** @param folder where the list is, with `/` at its end, or empty for the root */
  constructor(
    entries: readonly TreeEntry[],
    private readonly folder: string,
  ) {
    for (const { path } of entries) {
      this.#paths.set(path, path)
      const name = path.slice(path.lastIndexOf('/') + 1)
      for (const key of [name, name.replace(/\.[^.]+$/, '')]) {
        const known = this.#names.get(key)
        this.#names.set(key, known === undefined || known === path ? path : null)
      }
    }
  }

  /** The path of the file that is meant, undefined where there is none or more than one. */
  find(called: string): string | undefined {
    const plain = called.replaceAll('\\', '/').replace(/^(\.?\/)+/, '')
    const exact = this.#paths.get(this.folder + plain) ?? this.#paths.get(plain)
    return exact ?? this.#names.get(plain.slice(plain.lastIndexOf('/') + 1)) ?? undefined
  }
}
