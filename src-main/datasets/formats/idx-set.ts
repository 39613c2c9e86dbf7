import { entrySource, type Tree } from '../trees/tree'
import type { ByteSource, OpenedDataset } from './format'
import { idx } from './idx'
import { ByteReader } from './reader'
import { type ArrayPart, type EntryHead, numberedClasses, type RasterBatch, type SetFormat, splitInName } from './set'

const isIdx = ([zero, alsoZero, type]: Uint8Array): boolean => zero === 0 && alsoZero === 0 && type === 8
const rankOf = ({ head }: EntryHead): number => (isIdx(head) ? (head[3] ?? 0) : 0)
const countOf = ({ head }: EntryHead): number => new DataView(head.buffer, head.byteOffset).getUint32(4)

/** The labels that belong to a file of images: of the same split and, where that leaves several, of the same count. */
function labelsFor(images: EntryHead, candidates: readonly EntryHead[]): EntryHead | undefined {
  const split = splitInName(images.entry.path)
  const same = candidates.filter((labels) => splitInName(labels.entry.path) === split)
  return same.length > 1 ? same.find((labels) => countOf(labels) === countOf(images)) : same[0]
}

async function readLabels(source: ByteSource, count: number): Promise<Uint8Array> {
  const reader = new ByteReader(source.read())
  try {
    await reader.take(8)
    return await reader.take(count)
  } finally {
    await reader.close()
  }
}

async function* batches({ image, items }: OpenedDataset): AsyncGenerator<RasterBatch> {
  for await (const { count, pixels } of items()) yield { count, ...image, pixels }
}

async function openPart(tree: Tree, images: EntryHead, labels: EntryHead | undefined): Promise<ArrayPart> {
  const source = labels === undefined ? null : entrySource(tree, labels.entry)
  const opened = await idx.open({ images: entrySource(tree, images.entry), labels: source })
  return {
    entry: images.entry,
    split: splitInName(images.entry.path),
    count: opened.count,
    ...opened.image,
    labels: source === null ? null : await readLabels(source, opened.count),
    batches: () => batches(opened),
  }
}

/** Files of IDX, such as those of MNIST: images, and labels beside them. */
export const idxSet: SetFormat = {
  id: idx.id,
  title: idx.title,
  match: (head) => [3, 4].includes(rankOf(head)) && head.head.length >= 8,
  async open(tree, heads) {
    const labels = heads.filter((head) => rankOf(head) === 1 && head.head.length >= 8)
    const parts: ArrayPart[] = []
    for (const head of heads.filter(idxSet.match)) parts.push(await openPart(tree, head, labelsFor(head, labels)))
    const labelled = parts.every((part) => part.labels !== null)
    return {
      format: idxSet,
      content: {
        type: 'arrays',
        parts: labelled ? parts : parts.map((part) => ({ ...part, labels: null })),
        classes: labelled ? numberedClasses(parts.flatMap(({ labels: own }) => (own === null ? [] : [own]))) : [],
      },
      skipped: heads
        .filter(
          ({ entry }) => !parts.some((part) => part.entry === entry) && !labels.some((head) => head.entry === entry),
        )
        .map(({ entry }) => ({ path: entry.path, reason: 'not-an-image', details: 'not in this format' })),
    }
  },
}
