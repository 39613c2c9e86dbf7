import { statfs } from 'node:fs/promises'
import type { ImportChoices, ImportPreview, ResolvedChoices } from '@shared/datasets/import'
import { encodePng } from '../../pictures/png'
import { decodeImage } from '../images/decode'
import { prepareImage } from '../images/prepare'
import type { Decoded } from '../images/raster'
import { Unusable } from '../images/unusable'
import { type Examined, examine, readFiles, spread } from './examine'
import { openSource, type Plan, planImport, plannedSkips, type Source } from './plan'
import { summarise } from './report'
import { resolveChoices } from './suggest'

/** Images that are shown as they will become. */
const sampleCount = 12
/** Images that are read beyond these. */
const spareSamples = 6
/** Most sizes that are listed. */
const listedSizes = 12

/** How often each value occurs, the most frequent first. */
function tally<T>(items: readonly T[], keyOf: (item: T) => string): { name: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count)
}

const proportions: readonly (readonly [number, string])[] = [
  [0.45, 'very tall'],
  [0.9, 'tall'],
  [1.1, 'square'],
  [2.2, 'wide'],
  [Number.POSITIVE_INFINITY, 'very wide'],
]

const proportionOf = ({ width, height }: Examined): string =>
  proportions.find(([most]) => width / height < most)?.[1] ?? 'very wide'

function sizesOf(images: readonly Examined[]) {
  const sizes = tally(images, ({ height, width }) => `${height} ${width}`).slice(0, listedSizes)
  return sizes.map(({ name, count }) => {
    const [height = 0, width = 0] = name.split(' ').map(Number)
    return { height, width, count }
  })
}

/** The image with the fewest or the most pixels. */
function extreme(images: readonly Examined[], sign: 1 | -1): { height: number; width: number } {
  const first = { height: 0, width: 0 }
  const better = (a: Examined, b: { height: number; width: number }) =>
    b.height === 0 || sign * (a.height * a.width - b.height * b.width) > 0
  return images.reduce(
    (best, image) => (better(image, best) ? { height: image.height, width: image.width } : best),
    first,
  )
}

/** A sample image of a source, decoded. */
interface Sample {
  readonly number: number
  readonly path: string
  readonly image: Decoded
}

/** Decodes some images, evenly spread over those that are not left out. */
async function readSamples({ tree, set, leftOut, count, nameOf }: Plan): Promise<Sample[]> {
  const kept = Array.from({ length: count }, (_, image) => image).filter((image) => !leftOut.has(image))
  // More than are shown, since some may turn out to be broken.
  const chosen = spread(kept.length, sampleCount + spareSamples).flatMap((index) => kept[index] ?? [])
  if (set.content.type === 'arrays') return arraySamples(set.content.parts, chosen, nameOf)
  const { entries } = set.content
  const files = await readFiles(
    tree,
    chosen.flatMap((image) => entries[image] ?? []),
  )
  const decoded = chosen.flatMap((number) => {
    const path = nameOf(number)
    try {
      return [{ number, path, image: decodeImage(files.get(path) ?? new Uint8Array(0)) }]
    } catch (error) {
      if (error instanceof Unusable) return []
      throw error
    }
  })
  return spread(decoded.length, sampleCount).flatMap((index) => decoded[index] ?? [])
}

/** Arrays are read from their beginning: of each part only images of its first batch are shown. */
async function arraySamples(
  parts: Extract<Plan['set']['content'], { type: 'arrays' }>['parts'],
  chosen: readonly number[],
  nameOf: (image: number) => string,
): Promise<Sample[]> {
  const samples: Sample[] = []
  let first = 0
  const each = Math.max(1, Math.ceil(chosen.length / parts.length))
  for (const part of parts) {
    for await (const { count, height, width, channels, pixels } of part.batches()) {
      const size = height * width * channels
      for (const index of spread(count, each)) {
        const image = { height, width, channels, pixels: pixels.slice(index * size, (index + 1) * size) }
        samples.push({ number: first + index, path: nameOf(first + index), image })
      }
      break
    }
    first += part.count
  }
  return samples.slice(0, sampleCount)
}

async function pictures(samples: readonly Sample[], plan: Plan, choices: ResolvedChoices) {
  return Promise.all(
    samples.map(async ({ number, path, image }) => {
      const png = await encodePng(prepareImage(image, choices))
      return {
        path,
        label: plan.classes[plan.labels[number] ?? -1] ?? null,
        height: image.height,
        width: image.width,
        picture: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
      }
    }),
  )
}

/** What makes one source differ from another for a preview. */
interface Opened {
  readonly path: string
  readonly source: Source
}

/** Previews of imports. The source that was opened last is kept, so that another choice is shown at once. */
export class Previews {
  #opened: Opened | undefined
  #samples: { readonly key: string; readonly samples: readonly Sample[] } | undefined
  #examined: { readonly source: Source; readonly images: readonly Examined[] } | undefined

  /** @param threads how many images are decoded at once, for the time that is foretold */
  constructor(
    private readonly threads: number,
    private readonly now: () => number,
  ) {}

  /**
   * What an import would find and make. Nothing is written.
   * @param home a folder on the disk that the dataset will be on
   * @throws StudioError `INVALID_INPUT`
   */
  async preview(path: string, choices: ImportChoices, home: string): Promise<ImportPreview> {
    if (this.#opened?.path !== path) this.#opened = { path, source: await openSource(path) }
    const { source } = this.#opened
    const plan = planImport(source, choices)
    if (this.#examined?.source !== source) this.#examined = { source, images: await examine(plan) }
    const { images } = this.#examined
    const key = JSON.stringify([path, choices.labels, choices.classes])
    const begun = this.now()
    if (this.#samples?.key !== key) this.#samples = { key, samples: await readSamples(plan) }
    const { samples } = this.#samples
    const resolved = resolveChoices(choices, images)
    const shown = await pictures(samples, plan, resolved)
    const each = samples.length === 0 ? 0 : (this.now() - begun) / 1000 / samples.length
    const { height, width } = resolved.size
    const count = plan.count - plan.leftOut.size
    const disk = await statfs(home)
    return {
      name: plan.tree.name,
      container: plan.tree.container,
      format: plan.set.format.title,
      images: count,
      examined: images.length,
      kinds: tally(images, ({ kind }) => kind),
      sizes: sizesOf(images),
      smallest: extreme(images, -1),
      largest: extreme(images, 1),
      aspects: tally(images, proportionOf),
      grey: images.filter(({ colour }) => colour === 'grey').length,
      colour: images.filter(({ colour }) => colour === 'colour').length,
      transparent: images.filter(({ transparent }) => transparent).length,
      labelSources: [...plan.labelSources],
      classes: [...plan.allClasses],
      splits: tally(plan.splits ?? [], (split) => split),
      skipped: summarise(plannedSkips(plan)),
      choices: resolved,
      // The pixels of finished chunks, and the packed splits made of them.
      bytes: 2 * count * height * width * resolved.channels,
      freeBytes: disk.bavail * disk.bsize,
      seconds: (each * count) / this.threads,
      samples: shown,
    }
  }
}
