import { ungzipped } from '../trees/gzip'
import { isHidden } from '../trees/path'
import type { Tree } from '../trees/tree'
import { cifar } from './cifar'
import { idxSet } from './idx-set'
import { openImageFiles } from './image-files'
import { npy } from './npy'
import { packed } from './packed'
import { ByteReader } from './reader'
import type { EntryHead, OpenedSet, SetFormat } from './set'

/** Every format of files that hold many images, in the order in which they are tried. */
const setFormats: readonly SetFormat[] = [packed, npy, idxSet, cifar]

/** Array files are few; of a tree with more files than this only these many are looked at. */
const lookedAt = 64
/** Bytes of a file's beginning that the formats look at. */
const headBytes = 2 ** 16

async function readHeads(tree: Tree): Promise<EntryHead[]> {
  const heads: EntryHead[] = []
  const candidates = tree.entries.filter(({ path, bytes }) => bytes > 0 && !isHidden(path)).slice(0, lookedAt)
  for await (const { entry, chunks } of tree.stream(candidates)) {
    const reader = new ByteReader(ungzipped(chunks, entry.path))
    try {
      heads.push({ entry, head: await reader.take(headBytes) })
    } catch {
      heads.push({ entry, head: new Uint8Array(0) })
    } finally {
      await reader.close()
    }
  }
  return heads.sort((a, b) => (a.entry.path < b.entry.path ? -1 : 1))
}

/**
 * Recognises by content what a tree holds and opens it: array files where there are any, else files of one image each.
 * @param aside paths that hold labels
 * @throws StudioError `INVALID_INPUT` for an array file that is not right
 */
export async function openSet(tree: Tree, aside: ReadonlySet<string>): Promise<OpenedSet> {
  const heads = await readHeads(tree)
  const format = setFormats.find((candidate) => heads.some((head) => candidate.match(head)))
  return format === undefined ? openImageFiles(tree, aside) : format.open(tree, heads)
}
