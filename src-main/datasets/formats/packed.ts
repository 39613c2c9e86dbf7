import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { keptPlaces, readExclusions } from '../exclusions'
import { DatasetManifest, manifestName } from '../manifest'
import { readPacked } from '../packed'
import type { Tree } from '../trees/tree'
import { badFile } from './format'
import type { ArrayPart, SetFormat } from './set'

/** The folder of a dataset of a studio, undefined where the tree is no folder. */
function folderOf(tree: Tree): string | undefined {
  const entry = tree.entries.find(({ path }) => path === manifestName)
  const place = entry && tree.place(entry)
  return place?.type === 'file' ? dirname(place.file) : undefined
}

/** A dataset of this studio or another one, without the images that are left out there. Deriving reads its parent so. */
export const packed: SetFormat = {
  id: 'packed',
  title: 'GAN Studio dataset',
  match: ({ entry, head }) =>
    entry.path === manifestName &&
    Buffer.from(head.subarray(0, 200)).toString('latin1').includes('"gan-studio-dataset"'),
  async open(tree) {
    const folder = folderOf(tree)
    if (folder === undefined) throw badFile(tree.name, 'is a packed dataset in an archive; unpack it first')
    const parsed = DatasetManifest.safeParse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')))
    if (!parsed.success) throw badFile(manifestName, 'is damaged')
    const { image, classes, splits } = parsed.data
    const exclusions = await readExclusions(folder)
    const parts: ArrayPart[] = []
    for (const split of splits) {
      const entry = tree.entries.find(({ path }) => path === split.pixels.name)
      if (entry?.bytes !== split.pixels.bytes) throw badFile(split.pixels.name, 'is missing or has another size')
      const labels = split.labels === null ? undefined : await readFile(join(folder, split.labels.name))
      const kept =
        keptPlaces(split, exclusions, classes, labels) ?? Array.from({ length: split.count }, (_, place) => place)
      parts.push({
        entry,
        split: split.name,
        count: kept.length,
        ...image,
        labels: labels === undefined ? null : Uint8Array.from(kept, (place) => labels[place] ?? 0),
        async *batches() {
          for await (const { images, pixels } of readPacked(join(folder, split.pixels.name), image, kept)) {
            yield { count: images.length, ...image, pixels }
          }
        },
      })
    }
    return {
      format: packed,
      content: { type: 'arrays', parts: parts.filter(({ count }) => count > 0), classes },
      skipped: [],
    }
  },
}
