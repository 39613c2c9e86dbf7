import { type TrashedDataset, trashTime } from '@shared/storage/trash'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import { removeWhole } from '../home/removal'
import { unknownName } from '../nearest'
import type { Bin } from '../storage/trash'
import { type Disk, localDisk } from './disk'
import { requireUnused } from './in-use'
import type { DatasetsService } from './service'

/** What the shelf works with. */
export interface DatasetShelfOptions {
  readonly home: OpenHome
  readonly datasets: DatasetsService
  readonly now: () => number
  readonly disk?: Disk
}

/** Datasets on their way out: into the trash, back from it, and out of it for good. */
export class DatasetShelf implements Bin {
  constructor(private readonly options: DatasetShelfOptions) {}

  /**
   * Puts a dataset into the trash. Runs that were trained on it keep their results.
   * @throws StudioError `UNKNOWN_DATASET`, `IN_USE` while a run trains on it, `STUDIO_BUSY`
   */
  async discard(id: string): Promise<TrashedDataset> {
    const { datasets, home, now } = this.options
    await datasets.show(id)
    requireUnused(home, id)
    home.store.datasets.discard(id, now())
    return this.#found(id)
  }

  /** What is in the trash, the dataset that was deleted last first. */
  trash(): TrashedDataset[] {
    return this.options.home.store.datasets.trash().map(({ manifest: { id, name, splits }, deleted }) => ({
      kind: 'dataset',
      id,
      name,
      images: splits.reduce((sum, { count }) => sum + count, 0),
      deleted,
      until: deleted + trashTime,
    }))
  }

  /** Takes a dataset out of the trash. @throws StudioError `UNKNOWN_DATASET`, `STUDIO_BUSY` */
  restore(id: string): void {
    this.#requireExclusive()
    this.#found(id)
    this.options.home.store.datasets.restore(id)
  }

  /**
   * Deletes datasets in the trash with their files, all of them with null; each whole or not at all.
   * @throws StudioError `UNKNOWN_DATASET` for one that is not in it, `STUDIO_BUSY`; what the disk throws
   */
  async purge(ids: readonly string[] | null): Promise<void> {
    this.#requireExclusive()
    const { datasets, home, disk = localDisk } = this.options
    // A folder that is just being registered must not lose its records and come back with new ones.
    await datasets.settled()
    for (const id of ids ?? this.trash().map((dataset) => dataset.id)) {
      this.#found(id)
      await removeWhole(disk, home.paths.dataset(id), () => {
        // It may have been restored while its folder went aside.
        this.#found(id)
        home.store.datasets.remove(id)
      })
    }
  }

  #found(id: string): TrashedDataset {
    const trash = this.trash()
    const found = trash.find((dataset) => dataset.id === id)
    if (found !== undefined) return found
    throw unknownName(
      'UNKNOWN_DATASET',
      'deleted dataset',
      id,
      trash.map((dataset) => dataset.id),
    )
  }

  #requireExclusive(): void {
    if (this.options.home.access === 'shared') throw busyError(this.options.home.paths)
  }
}
