import { limits } from '../limits'
import { entrySource, type Tree, type TreeEntry } from '../trees/tree'
import { badFile } from './format'
import { ByteReader } from './reader'
import { type ArrayPart, type EntryHead, type RasterBatch, type SetFormat, splitInName } from './set'

const side = 32
const planeBytes = side * side
const imageBytes = 3 * planeBytes
/** Images in a batch. */
const perBatch = 256

/** The two kinds: bytes of labels before an image, which of them is used, and how many classes there are. */
const kinds = [
  { labelBytes: 1, label: 0, classes: 10, names: 'batches.meta.txt' },
  { labelBytes: 2, label: 1, classes: 100, names: 'fine_label_names.txt' },
] as const
type Kind = (typeof kinds)[number]

/** Which kind a file can be: by its size, and by every label in its beginning. */
function kindOf({ entry, head }: EntryHead): Kind | undefined {
  return kinds.find(({ labelBytes, label, classes }) => {
    const record = labelBytes + imageBytes
    if (entry.bytes === 0 || entry.bytes % record !== 0 || head.length < labelBytes) return false
    for (let at = 0; at + labelBytes <= head.length; at += record) {
      if ((head[at + label] ?? 0) >= classes) return false
      if (labelBytes === 2 && (head[at] ?? 0) >= 20) return false
    }
    return true
  })
}

/** An image in planes of red, green and blue as one of interleaved pixels. */
function interleave(planes: Uint8Array, out: Uint8Array, to: number): void {
  for (let pixel = 0; pixel < planeBytes; pixel++) {
    for (let c = 0; c < 3; c++) out[to + 3 * pixel + c] = planes[c * planeBytes + pixel] ?? 0
  }
}

async function* batches(tree: Tree, entry: TreeEntry, { labelBytes }: Kind): AsyncGenerator<RasterBatch> {
  const record = labelBytes + imageBytes
  const reader = new ByteReader(entrySource(tree, entry).read())
  try {
    for (;;) {
      const bytes = await reader.take(perBatch * record)
      const count = bytes.length / record
      if (!Number.isInteger(count)) throw badFile(entry.path, 'ends within an image')
      if (count === 0) return
      const pixels = new Uint8Array(count * imageBytes)
      for (let i = 0; i < count; i++) {
        interleave(bytes.subarray(i * record + labelBytes, (i + 1) * record), pixels, i * imageBytes)
      }
      yield { count, height: side, width: side, channels: 3, pixels }
    }
  } finally {
    await reader.close()
  }
}

/** The labels of the files, read in one pass over the tree. */
async function readLabels(tree: Tree, entries: readonly TreeEntry[], kind: Kind): Promise<Map<string, Uint8Array>> {
  const record = kind.labelBytes + imageBytes
  const labels = new Map<string, Uint8Array>()
  for await (const { entry, chunks } of tree.stream(entries)) {
    const found = new Uint8Array(entry.bytes / record)
    let at = 0
    for await (const chunk of chunks) {
      for (let i = (kind.label - at + record * Math.ceil(at / record)) % record; i < chunk.length; i += record) {
        const label = chunk[i] ?? 0
        if (label >= kind.classes)
          throw badFile(entry.path, `has the label ${label}; there are ${kind.classes} classes`)
        found[(at + i - kind.label) / record] = label
      }
      at += chunk.length
    }
    labels.set(entry.path, found)
  }
  return labels
}

async function readText(tree: Tree, entry: TreeEntry): Promise<string> {
  if (entry.bytes > limits.labelFile) throw badFile(entry.path, 'is too large for a list of names')
  const parts: Uint8Array[] = []
  for await (const chunk of entrySource(tree, entry).read()) parts.push(chunk)
  return Buffer.concat(parts).toString('utf8')
}

async function classNames(tree: Tree, kind: Kind): Promise<string[]> {
  const entry = tree.entries.find(({ path }) => path.split('/').at(-1) === kind.names)
  const lines = entry === undefined ? [] : (await readText(tree, entry)).split(/\r?\n/).filter((line) => line !== '')
  return Array.from({ length: kind.classes }, (_, index) => lines[index] ?? String(index))
}

/** CIFAR-10 and CIFAR-100, binary version: 3073 or 3074 bytes an image, its label or labels first, then three planes. */
export const cifar: SetFormat = {
  id: 'cifar',
  title: 'CIFAR (binary)',
  match: (head) => kindOf(head) !== undefined,
  async open(tree, heads) {
    const found = heads.flatMap((head) => {
      const kind = kindOf(head)
      return kind === undefined ? [] : [{ entry: head.entry, kind }]
    })
    const kind = found[0]?.kind
    if (kind === undefined) throw new Error('no file is of this format')
    const files = found.filter((file) => file.kind === kind).map(({ entry }) => entry)
    const labels = await readLabels(tree, files, kind)
    const parts = files.map(
      (entry): ArrayPart => ({
        entry,
        split: splitInName(entry.path.split('/').at(-1) ?? ''),
        count: entry.bytes / (kind.labelBytes + imageBytes),
        height: side,
        width: side,
        channels: 3,
        labels: labels.get(entry.path) ?? null,
        batches: () => batches(tree, entry, kind),
      }),
    )
    return {
      format: cifar,
      content: { type: 'arrays', parts, classes: await classNames(tree, kind) },
      skipped: heads
        .filter(({ entry }) => !files.includes(entry) && !/\.(txt|html|md)$/i.test(entry.path))
        .map(({ entry }) => ({ path: entry.path, reason: 'not-an-image', details: 'not in this format' })),
    }
  },
}
