import type { Skipped } from '@shared/datasets/import'
import { sniffBytes, sniffImage } from '../images/sniff'
import { isHidden } from '../trees/path'
import type { Tree, TreeEntry } from '../trees/tree'
import type { OpenedSet } from './set'

/** Names that images mostly have: their content is looked at when they are decoded, all others' before. */
const usualName = /\.(jpe?g|png|gif|bmp|webp|tiff?|avif|p[bgp]m)$/i

async function beginning(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    bytes += chunk.length
    if (bytes >= sniffBytes) break
  }
  return Buffer.concat(parts)
}

/**
 * Files that hold one image each. A file counts as one by its content; a name like an image's only defers the look.
 * @param aside paths that hold labels, which are no images and not skipped either
 */
export async function openImageFiles(tree: Tree, aside: ReadonlySet<string>): Promise<OpenedSet> {
  const entries: TreeEntry[] = []
  const skipped: Skipped[] = []
  const unclear: TreeEntry[] = []
  for (const entry of tree.entries) {
    if (aside.has(entry.path)) continue
    if (isHidden(entry.path))
      skipped.push({ path: entry.path, reason: 'hidden', details: 'hidden, or of the operating system' })
    else if (usualName.test(entry.path)) entries.push(entry)
    else unclear.push(entry)
  }
  for await (const { entry, chunks } of tree.stream(unclear)) {
    const head = await beginning(chunks)
    if (sniffImage(head) !== undefined) entries.push(entry)
    else if (head.length === 0) skipped.push({ path: entry.path, reason: 'empty', details: 'it has no bytes' })
    else skipped.push({ path: entry.path, reason: 'not-an-image', details: 'it does not begin like an image' })
  }
  entries.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { format: { id: 'images', title: 'Image files' }, content: { type: 'files', entries }, skipped }
}
