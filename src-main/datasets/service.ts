import { createHash } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageShape } from '@shared/architecture/spec'
import { type StoredFailure, StudioError, toStoredFailure } from '@shared/contract/errors'
import type { PackedImages } from '@shared/contract/trainer'
import type { Dataset } from '@shared/datasets/dataset'
import { atlasColumns } from '@shared/media/urls'
import type { OpenHome } from '../home/open'
import { unknownName } from '../nearest'
import { encodePng } from '../pictures/png'
import { tile } from '../pictures/tile'
import { replaceFile } from './atomic'
import { type InstallOptions, readBundles } from './bundle'
import { fileChecksum, fileStamp } from './checksum'
import { type Disk, localDisk } from './disk'
import { readExclusions } from './exclusions'
import { type DatasetManifest, type FileRecord, manifestFiles, type PackedSplit } from './manifest'
import { asideName, noteFresh, prepareDatasets } from './prepare'
import { listedDataset, placesOf, readFolder, sizeProblem } from './registration'

/** What the service works with beside the home. */
export interface DatasetsOptions {
  /** Folder of the bundled datasets. */
  readonly bundles: string
  readonly disk?: Disk
  readonly now?: () => number
}

const mosaicSide = 4

function damagedError(manifest: DatasetManifest, problem: string, safe: string): StudioError {
  return new StudioError('DATASET_DAMAGED', `The dataset ${manifest.id} is damaged: ${problem}`, {
    safe: `${safe} Other datasets can be used.`,
    next: 'Start the studio again: it unpacks a bundled dataset anew. Import any other dataset again.',
  })
}

const inTrash = ({ id, name }: DatasetManifest): StudioError =>
  new StudioError('UNKNOWN_DATASET', `The dataset “${name}” is in the trash`, {
    safe: 'Nothing has been changed.',
    next: `Restore it in Settings → Disk, or by “studio datasets restore ${id}”.`,
  })

const noImage = (id: string, { name, count }: PackedSplit, index: number): StudioError =>
  new StudioError('INVALID_INPUT', `There is no image ${index} in ${id}/${name}`, {
    safe: 'Nothing has been changed.',
    next: `Choose images from 0 to ${count - 1}.`,
  })

/** The images of a split that are used. `places` are those of `kept` in little-endian uint32, where some are left out. */
interface UsedImages extends Pick<PackedImages, 'count' | 'kept'> {
  readonly places: Uint8Array | undefined
}

/** What tells the used images of a split from all others: a digest over their bytes, their labels and their places. */
function identityOf({ pixels, labels }: PackedSplit, places: Uint8Array | undefined): string {
  const hash = createHash('sha256').update(`${pixels.sha256} ${labels?.sha256 ?? ''} `)
  return hash.update(places ?? '').digest('hex')
}

/** The datasets of a studio home. */
export class DatasetsService {
  readonly #home: OpenHome
  readonly #options: Required<DatasetsOptions>
  #prepared: Promise<StoredFailure[]> | undefined

  constructor(home: OpenHome, options: DatasetsOptions) {
    this.#home = home
    this.#options = { disk: localDisk, now: Date.now, ...options }
  }

  /**
   * Makes the datasets ready, once: removes left-overs, finds what is in the folders, unpacks the bundled datasets that
   * are missing or damaged. What else is asked meanwhile waits for it. A home that is only read is left as it is.
   *
   * @returns what went wrong, dataset by dataset, and what was done about it
   * @throws StudioError `CANCELLED`; `prepare` can be called again then
   */
  prepare(options: InstallOptions = {}): Promise<StoredFailure[]> {
    if (this.#home.access === 'shared') return Promise.resolve([])
    this.#prepared ??= this.#prepare(options).catch((error: unknown) => {
      this.#prepared = undefined
      throw error
    })
    return this.#prepared
  }

  async #prepare(options: InstallOptions): Promise<StoredFailure[]> {
    const { bundles, disk, now } = this.#options
    try {
      return await prepareDatasets({ home: this.#home, disk, now, bundles: await readBundles(bundles) }, options)
    } catch (error) {
      if (error instanceof StudioError && error.code === 'CANCELLED') throw error
      return [toStoredFailure(error)]
    }
  }

  /** Every dataset, by id. */
  async list(): Promise<Dataset[]> {
    await this.settled()
    return Promise.all(this.#home.store.datasets.list().map((manifest) => listedDataset(this.#home.paths, manifest)))
  }

  /** @throws StudioError `UNKNOWN_DATASET` */
  async show(id: string): Promise<Dataset> {
    return listedDataset(this.#home.paths, await this.#manifest(id))
  }

  /**
   * Labels of consecutive images of a split, as many as there are from `offset` on; empty without labels.
   * @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED`
   */
  async labels(id: string, split: string, offset: number, count: number): Promise<number[]> {
    const { manifest, packed } = await this.usable(id, split)
    if (packed.labels === null) return []
    const length = Math.max(0, Math.min(count, packed.count - offset))
    return [...(await this.read(manifest, packed.labels, offset, length))]
  }

  /** A mosaic of 4×4 images spread evenly over the first split, PNG. @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED` */
  async mosaic(id: string): Promise<Uint8Array> {
    const { manifest, packed } = await this.usable(id, undefined)
    const size = packed.pixels.bytes / packed.count
    const wanted = Math.min(mosaicSide ** 2, packed.count)
    const images = new Uint8Array(wanted * size)
    for (let index = 0; index < wanted; index++) {
      const image = Math.floor((index * packed.count) / wanted)
      images.set(await this.read(manifest, packed.pixels, image * size, size), index * size)
    }
    return encodePng(tile(images, manifest.image, mosaicSide))
  }

  /**
   * Consecutive images of a split in rows of `atlasColumns`, PNG; as many as there are from `offset` on.
   * @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED`, `INVALID_INPUT` where there is no image at `offset`
   */
  async atlas(id: string, split: string, offset: number, count: number): Promise<Uint8Array> {
    const { manifest, packed } = await this.usable(id, split)
    const size = packed.pixels.bytes / packed.count
    const length = Math.min(count, packed.count - offset)
    if (length <= 0) throw noImage(id, packed, offset)
    const images = await this.read(manifest, packed.pixels, offset * size, length * size)
    return encodePng(tile(images, manifest.image, atlasColumns))
  }

  /**
   * The packed images of a split, with its labels, for the trainer, with their checksum known to be right: a file that has changed since it
   * was checked is read whole. A damaged one is set aside.
   *
   * @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED`
   */
  async images(id: string, split: string): Promise<PackedImages> {
    const { manifest, packed } = await this.usable(id, split)
    await this.#check(manifest, packed.pixels)
    const fileOf = ({ name }: FileRecord) => join(this.#home.paths.dataset(id), name)
    const { places, ...used } = await this.#used(manifest, packed)
    const identity = identityOf(packed, places)
    const images = { file: fileOf(packed.pixels), image: manifest.image, identity, ...used }
    if (packed.labels === null) return images
    await this.#check(manifest, packed.labels)
    return { ...images, labels: { file: fileOf(packed.labels), classes: manifest.classes.length } }
  }

  /** How many images of a split are used, and where some are left out their places, also as a file for the trainer. */
  async #used(manifest: DatasetManifest, packed: PackedSplit): Promise<UsedImages> {
    const folder = this.#home.paths.dataset(manifest.id)
    const kept = await placesOf(this.#home.paths, manifest, packed, await readExclusions(folder))
    if (kept === null) return { count: packed.count, places: undefined }
    const file = join(folder, `${packed.name}.kept`)
    const places = Buffer.alloc(4 * kept.length)
    for (const [index, place] of kept.entries()) places.writeUInt32LE(place, 4 * index)
    await replaceFile(this.#options.disk, file, places)
    return { count: kept.length, kept: { file, total: packed.count }, places }
  }

  /** One image of a split, uint8. @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED`, `INVALID_INPUT` where there is no such image */
  async image(
    id: string,
    split: string,
    index: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly image: ImageShape }> {
    const { manifest, packed } = await this.usable(id, split)
    const size = packed.pixels.bytes / packed.count
    if (index >= packed.count) throw noImage(id, packed, index)
    return { bytes: await this.read(manifest, packed.pixels, index * size, size), image: manifest.image }
  }

  /** Takes a dataset that was just written into its folder into the database. @throws StudioError `DATASET_DAMAGED` */
  async adopt(id: string): Promise<void> {
    await this.settled()
    const folder = await readFolder(this.#home.paths, id)
    if (folder.type !== 'manifest') throw new Error(`the dataset ${id} was not written`)
    this.#home.store.datasets.put(folder.manifest)
    await noteFresh(this.#home, folder.manifest)
  }

  /** The dataset's name, and the SHA-256 of a split's packed images. @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED` */
  async pixels(id: string, split: string): Promise<{ readonly title: string; readonly checksum: string }> {
    const { manifest, packed } = await this.usable(id, split)
    return { title: manifest.name, checksum: packed.pixels.sha256 }
  }

  /** Reads every file of a dataset and compares its checksum; damaged files are set aside. @throws StudioError `UNKNOWN_DATASET` */
  async verify(id: string): Promise<Dataset> {
    const manifest = await this.#manifest(id)
    for (const record of manifestFiles(manifest)) {
      try {
        await this.#checkWhole(manifest, record)
      } catch (error) {
        if (!(error instanceof StudioError) || error.code !== 'DATASET_DAMAGED') throw error
      }
    }
    return listedDataset(this.#home.paths, manifest)
  }

  /** Waits for a preparation that is under way; whether it failed is told by `prepare`. */
  async settled(): Promise<void> {
    await this.#prepared?.catch(() => undefined)
  }

  async #manifest(id: string): Promise<DatasetManifest> {
    await this.settled()
    const manifests = this.#home.store.datasets.list()
    const found = manifests.find((manifest) => manifest.id === id)
    if (found) return found
    const trashed = this.#home.store.datasets.trash().find(({ manifest }) => manifest.id === id)
    if (trashed) throw inTrash(trashed.manifest)
    throw unknownName(
      'UNKNOWN_DATASET',
      'dataset',
      id,
      manifests.map((manifest) => manifest.id),
    )
  }

  /**
   * A split whose files have the right sizes; the first split with `name` undefined.
   * @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED`
   */
  async usable(id: string, name: string | undefined): Promise<{ manifest: DatasetManifest; packed: PackedSplit }> {
    const manifest = await this.#manifest(id)
    const packed = name === undefined ? manifest.splits[0] : manifest.splits.find((split) => split.name === name)
    if (!packed) {
      const names = manifest.splits.map((split) => split.name)
      throw unknownName('UNKNOWN_DATASET', `split of ${id}`, name ?? '', names)
    }
    const problem = await sizeProblem(this.#home.paths, manifest)
    if (problem !== undefined) throw damagedError(manifest, problem, 'Its files have not been touched.')
    return { manifest, packed }
  }

  /** A part of a file of a dataset. @throws StudioError `DATASET_DAMAGED` where it ends too early */
  async read(manifest: DatasetManifest, record: FileRecord, offset: number, length: number): Promise<Uint8Array> {
    const file = join(this.#home.paths.dataset(manifest.id), record.name)
    const bytes = new Uint8Array(length)
    const handle = await open(file, 'r')
    try {
      for (let read = 0; read < length; ) {
        const { bytesRead } = await handle.read(bytes, read, length - read, offset + read)
        if (bytesRead === 0) throw damagedError(manifest, `${file} ends too early`, 'Its files have not been touched.')
        read += bytesRead
      }
      return bytes
    } finally {
      await handle.close()
    }
  }

  /** Checks a file unless it was found right before and has not changed since. */
  async #check(manifest: DatasetManifest, record: FileRecord): Promise<void> {
    const stamp = await fileStamp(join(this.#home.paths.dataset(manifest.id), record.name))
    const known = stamp && this.#home.store.datasets.checked(manifest.id, record.name, stamp)
    if (known !== record.sha256) await this.#checkWhole(manifest, record)
  }

  async #checkWhole(manifest: DatasetManifest, record: FileRecord): Promise<void> {
    const file = join(this.#home.paths.dataset(manifest.id), record.name)
    const stamp = await fileStamp(file)
    if (!stamp) throw damagedError(manifest, `${file} is missing`, 'Its other files have not been touched.')
    const { bytes, sha256 } = await fileChecksum(file)
    const exclusive = this.#home.access === 'exclusive'
    if (bytes === record.bytes && sha256 === record.sha256) {
      if (exclusive) this.#home.store.datasets.noteCheck(manifest.id, record.name, stamp, sha256)
      return
    }
    const what = `${file} does not have its checksum`
    if (!exclusive) throw damagedError(manifest, what, 'Its files have not been touched.')
    const aside = asideName(file, this.#options.now())
    await rename(file, aside)
    throw damagedError(manifest, what, `The file was set aside as ${aside}.`)
  }
}
