import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import type { ExportRequest, PackedPart } from '@shared/contract/importer'
import type { Dataset } from '@shared/datasets/dataset'
import type { ImageDetails } from '@shared/datasets/details'
import type { Statistics } from '@shared/datasets/statistics'
import type { Disk } from '../datasets/disk'
import { changeExclusions, type ExclusionChange, readExclusions, writeExclusions } from '../datasets/exclusions'
import { readIndex } from '../datasets/image-index'
import { skippedName } from '../datasets/import/pack-import'
import { requireUnused } from '../datasets/in-use'
import type { DatasetManifest, PackedSplit } from '../datasets/manifest'
import { placesOf } from '../datasets/registration'
import type { DatasetsService } from '../datasets/service'
import type { OpenHome } from '../home/open'
import type { OnDemand } from '../training/on-demand'
import type { ImporterProcess } from './host'

/** What the service works with. */
export interface CurationOptions {
  readonly home: OpenHome
  readonly datasets: DatasetsService
  readonly importer: OnDemand<ImporterProcess>
  readonly disk: Disk
}

/** Which images of a split: of a class, or with null of all; left out, left in, or with null both. */
export interface PlaceQuery {
  readonly id: string
  readonly split: string
  readonly label: number | null
  readonly excluded: boolean | null
}

/** What a person does with a dataset once it is there: looks closely, leaves out, exports. */
export class CurationService {
  readonly #options: CurationOptions

  constructor(options: CurationOptions) {
    this.#options = options
  }

  /** Places of images of a split, in order. @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED` */
  async places({ id, split, label, excluded }: PlaceQuery): Promise<number[]> {
    const { manifest, packed } = await this.#options.datasets.usable(id, split)
    const kept = new Set((await this.#kept(manifest, packed)) ?? Array.from({ length: packed.count }, (_, i) => i))
    const labels = label === null ? undefined : await this.#labels(manifest, packed)
    const places: number[] = []
    for (let place = 0; place < packed.count; place++) {
      if (labels !== undefined && labels[place] !== label) continue
      if (excluded === null || kept.has(place) !== excluded) places.push(place)
    }
    return places
  }

  /** @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED`, `INVALID_INPUT` where there is no such image */
  async details(id: string, split: string, image: number): Promise<ImageDetails> {
    const { datasets } = this.#options
    const { manifest, packed } = await datasets.usable(id, split)
    if (image >= packed.count) {
      throw new StudioError('INVALID_INPUT', `There is no image ${image} in ${id}/${split}`, {
        safe: 'Nothing has been changed.',
        next: `Choose images from 0 to ${packed.count - 1}.`,
      })
    }
    const { index, labels, count } = packed
    const label = labels === null ? undefined : (await datasets.read(manifest, labels, image, 1))[0]
    const [origin] = index
      ? await readIndex((at, length) => datasets.read(manifest, index, at, length), index.bytes, count, image, 1)
      : []
    const kept = await this.#kept(manifest, packed)
    return {
      origin: origin === undefined ? null : { path: origin.name, height: origin.height, width: origin.width },
      label: label === undefined ? null : (manifest.classes[label] ?? null),
      excluded: kept !== null && !kept.includes(image),
    }
  }

  /** Of the images that are left in. @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED` */
  async statistics(id: string, split: string): Promise<Statistics> {
    const { datasets, importer } = this.#options
    const { manifest, packed } = await datasets.usable(id, split)
    const part = await this.#part(manifest, packed)
    return importer.use(({ client }) => client.statistics({ image: manifest.image, part }))
  }

  /**
   * Leaves images and classes out of training, or takes them in again.
   * @throws StudioError `UNKNOWN_DATASET`, `IN_USE` while a run trains on the dataset, `INVALID_INPUT` where nothing would be left
   */
  async change(id: string, change: ExclusionChange, action: 'exclude' | 'restore'): Promise<Dataset> {
    const { datasets, home, disk } = this.#options
    requireUnused(home, id)
    const { manifest } = await datasets.usable(id, change.split)
    const folder = home.paths.dataset(id)
    const next = changeExclusions(await readExclusions(folder), change, action)
    for (const split of manifest.splits) {
      if ((await placesOf(home.paths, manifest, split, next))?.length !== 0) continue
      throw new StudioError('INVALID_INPUT', `Nothing of the split ${split.name} would be left`, {
        safe: 'Nothing has been changed.',
        next: 'Leave at least one image of each split in.',
      })
    }
    await writeExclusions(disk, folder, next)
    return datasets.show(id)
  }

  /** Writes a dataset, without what is left out, in another form. @throws StudioError `INVALID_INPUT` where the target exists */
  async export(
    id: string,
    format: ExportRequest['format'],
    target: string,
    signal?: AbortSignal,
  ): Promise<{ images: number; bytes: number }> {
    const { datasets, importer } = this.#options
    const { manifest } = await datasets.usable(id, undefined)
    const parts: PackedPart[] = []
    for (const split of manifest.splits) parts.push(await this.#part(manifest, split))
    const { image, classes } = manifest
    return importer.use(({ client }) =>
      client.export({ format, image, classes, parts, target }, signal === undefined ? {} : { signal }),
    )
  }

  /** The list of everything that an import skipped. @throws StudioError `UNKNOWN_DATASET`, `INVALID_INPUT` without one */
  async report(id: string): Promise<Uint8Array> {
    const { manifest } = await this.#options.datasets.usable(id, undefined)
    const record = manifest.documents.find(({ name }) => name === skippedName)
    if (record !== undefined) return readFile(join(this.#options.home.paths.dataset(id), record.name))
    throw new StudioError('INVALID_INPUT', `The dataset ${id} was not imported, so there is no report`, {
      safe: 'Nothing has been changed.',
      next: 'Choose a dataset that was imported.',
    })
  }

  async #kept(manifest: DatasetManifest, split: PackedSplit): Promise<number[] | null> {
    const { paths } = this.#options.home
    return placesOf(paths, manifest, split, await readExclusions(paths.dataset(manifest.id)))
  }

  async #labels(manifest: DatasetManifest, { labels }: PackedSplit): Promise<Uint8Array> {
    return labels === null ? new Uint8Array(0) : this.#options.datasets.read(manifest, labels, 0, labels.bytes)
  }

  async #part(manifest: DatasetManifest, split: PackedSplit): Promise<PackedPart> {
    const at = (name: string) => join(this.#options.home.paths.dataset(manifest.id), name)
    return {
      name: split.name,
      count: split.count,
      pixels: at(split.pixels.name),
      labels: split.labels === null ? null : at(split.labels.name),
      index: split.index ? at(split.index.name) : null,
      keep: await this.#kept(manifest, split),
    }
  }
}
