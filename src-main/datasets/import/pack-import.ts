import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Id } from '@shared/contract/id'
import type { DatasetOrigin } from '@shared/datasets/dataset'
import type { ResolvedChoices, Skipped } from '@shared/datasets/import'
import { writeFile } from '../atomic'
import { type Disk, linkFile } from '../disk'
import { packed } from '../formats/packed'
import { createHashed } from '../hashed-file'
import { encodeIndex } from '../image-index'
import { DatasetManifest, type FileRecord, type PackedSplit } from '../manifest'
import { writeManifest } from '../pack'
import type { ArrangedSplit, Arrangement } from './arrange'
import type { ImageLedger } from './ledger'
import type { Plan } from './plan'
import { summarise } from './report'

/** Bytes that are read and written at once. */
const pieceBytes = 2 ** 22

/** How packing reads, writes, tells how far it is and is ended. */
export interface PackTools {
  readonly disk: Disk
  readonly folder: string
  /** What became of the images, and where their pixels are. */
  readonly ledger: ImageLedger
  /** Fills `out` with pixels of finished chunks from `position` on. */
  readonly read: (out: Uint8Array, position: number) => Promise<void>
  /** The file of all these pixels: a split that is the whole of it, in its order, need not be copied. */
  readonly written: { readonly file: string; readonly bytes: number; readonly sha256: string }
  readonly onImages: (count: number) => void
  readonly signal: AbortSignal | undefined
}

/** Writes bytes as a file; answers with its record. */
async function writeRecord({ disk, folder }: PackTools, name: string, bytes: Uint8Array): Promise<FileRecord> {
  await writeFile(disk, join(folder, name), bytes)
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Reads images that mostly lie one after the other with few reads. */
async function gather(images: Uint32Array, size: number, { ledger, read }: PackTools): Promise<Uint8Array> {
  const out = new Uint8Array(images.length * size)
  for (let from = 0; from < images.length; ) {
    const start = ledger.placeOf(images[from] ?? 0)
    let to = from + 1
    while (to < images.length && ledger.placeOf(images[to] ?? 0) === start + to - from) to++
    await read(out.subarray(from * size, to * size), start * size)
    from = to
  }
  return out
}

/** Whether a split is everything that was written, in the same order. */
const isWhole = ({ images }: ArrangedSplit, ledger: ImageLedger): boolean =>
  images.length === ledger.kept && images.every((image, index) => ledger.placeOf(image) === index)

async function packPixels(split: ArrangedSplit, size: number, tools: PackTools): Promise<FileRecord> {
  const name = `${split.name}.pixels`
  const { file: all, bytes, sha256 } = tools.written
  if (isWhole(split, tools.ledger) && (await linkFile(all, join(tools.folder, name)))) {
    tools.onImages(split.images.length)
    return { name, bytes, sha256 }
  }
  const file = await createHashed(tools.disk, tools.folder, name)
  try {
    const step = Math.max(1, Math.floor(pieceBytes / size))
    for (let at = 0; at < split.images.length; at += step) {
      tools.signal?.throwIfAborted()
      const images = split.images.subarray(at, at + step)
      await file.write(await gather(images, size, tools))
      tools.onImages(images.length)
    }
  } catch (error) {
    await file.abandon()
    throw error
  }
  return file.finish()
}

async function packSplit(plan: Plan, split: ArrangedSplit, size: number, tools: PackTools): Promise<PackedSplit> {
  const { name, images } = split
  const labels = Uint8Array.from(images, (image) => plan.labels[image] ?? 0)
  const classCounts = plan.classes.map(() => 0)
  if (plan.classes.length > 0) for (const label of labels) classCounts[label] = (classCounts[label] ?? 0) + 1
  const index = encodeIndex(images.length, (place) => {
    const image = images[place] ?? 0
    return { name: plan.nameOf(image), ...tools.ledger.sizeOf(image) }
  })
  return {
    name,
    count: images.length,
    classCounts,
    pixels: await packPixels(split, size, tools),
    labels: plan.classes.length === 0 ? null : await writeRecord(tools, `${name}.labels`, labels),
    index: await writeRecord(tools, `${name}.index`, index),
  }
}

/** A digest over the names and contents of every image that was used. */
function sourceDigest(plan: Plan, { splits }: Arrangement, ledger: ImageLedger): string {
  const hash = createHash('sha256')
  const images = new Uint32Array(splits.reduce((sum, split) => sum + split.images.length, 0))
  let at = 0
  for (const split of splits) {
    images.set(split.images, at)
    at += split.images.length
  }
  images.sort()
  for (let from = 0; from < images.length; from += 1024) {
    const some = Array.from(images.subarray(from, from + 1024))
    hash.update(some.map((image) => `${plan.nameOf(image)}\0${ledger.sourceOf(image)}\n`).join(''))
  }
  return hash.digest('hex')
}

/** Name of the file that lists everything that was skipped, a JSON object a line. */
export const skippedName = 'skipped.jsonl'

/** What a dataset is called and when it came into the home. */
export interface Identity {
  readonly id: string
  readonly name: string
  readonly created: number
  /** Of the program. */
  readonly version: string
}

/** Writes a dataset's files and its manifest into `folder`, which is empty. */
export async function packImport(
  plan: Plan,
  arrangement: Arrangement,
  skipped: readonly Skipped[],
  choices: ResolvedChoices,
  { id, name, created, version }: Identity,
  tools: PackTools,
): Promise<DatasetManifest> {
  const image = { ...choices.size, channels: choices.channels }
  const size = image.height * image.width * image.channels
  const splits: PackedSplit[] = []
  for (const split of arrangement.splits) splits.push(await packSplit(plan, split, size, tools))
  const lines = skipped.map((item) => `${JSON.stringify(item)}\n`).join('')
  const { tree, set } = plan
  const origin: DatasetOrigin = {
    source: {
      name: tree.name,
      container: tree.container,
      bytes: tree.bytes,
      sha256: sourceDigest(plan, arrangement, tools.ledger),
    },
    choices,
    version,
    skippedCount: skipped.length,
    skipped: summarise(skipped),
    parent: set.format.id === packed.id ? (Id.safeParse(tree.name).data ?? null) : null,
  }
  const manifest = DatasetManifest.parse({
    format: 'gan-studio-dataset',
    version: 1,
    id,
    name,
    image,
    classes: plan.classes,
    splits,
    created,
    source: { title: `Imported from ${tree.name} (${set.format.title})`, terms: 'Those of the source.' },
    documents: [await writeRecord(tools, skippedName, new TextEncoder().encode(lines))],
    recipe: { format: set.format.id, files: [], origin },
  } satisfies { [K in keyof DatasetManifest]: unknown })
  await writeManifest(tools.disk, tools.folder, manifest)
  return manifest
}
