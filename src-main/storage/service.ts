import { join } from 'node:path'
import { isActive } from '@shared/runs/status'
import type { CleanItem, CleanUp, CleanWish, StorageUsage } from '@shared/storage/storage'
import type { TrashItem } from '@shared/storage/trash'
import { type Disk, localDisk } from '../datasets/disk'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import { removeWhole } from '../home/removal'
import type { Watchers } from '../runs/watchers'
import { type Look, unneeded } from './checkpoints'
import { bytesFreed, type FoundFile, filesBelow } from './files'
import type { Trash } from './trash'
import { measureUsage } from './usage'

/** What the service works with. */
export interface StorageOptions {
  readonly home: OpenHome
  readonly trash: Trash
  readonly watchers: Watchers
  /** Whether a process is at work on a run, or about to be. */
  readonly isBusy: (id: string) => boolean
  readonly disk?: Disk
}

/** A thing that may go, with its files. */
interface Removable {
  readonly item: CleanItem
  readonly files: readonly FoundFile[]
  remove(): Promise<void>
}

async function below(folder: string): Promise<FoundFile[]> {
  const files: FoundFile[] = []
  for await (const file of filesBelow(folder)) files.push(file)
  return files
}

/** What the studio home takes on the disk, and how it gets smaller. */
export class StorageService {
  readonly #disk: Disk

  constructor(private readonly options: StorageOptions) {
    this.#disk = options.disk ?? localDisk
  }

  usage(): Promise<StorageUsage> {
    return measureUsage(this.options.home, this.options.trash.list())
  }

  /** What a clean-up would take away; nothing is changed. @throws StudioError `UNKNOWN_PROJECT` */
  async plan(wish: CleanWish): Promise<CleanUp> {
    const items: CleanItem[] = []
    const files: FoundFile[] = []
    for await (const removable of this.#removables(wish, 'size')) {
      items.push(removable.item)
      files.push(...removable.files)
    }
    return { items, bytes: bytesFreed(files) }
  }

  /**
   * Takes it away, each thing with its records or not at all, so that a crash leaves nothing half. The checkpoint that a run goes on
   * from is read whole before any older one goes.
   * @throws StudioError `UNKNOWN_PROJECT`, `STUDIO_BUSY`; what the disk throws, with what went before gone
   */
  async clean(wish: CleanWish): Promise<CleanUp> {
    if (this.options.home.access === 'shared') throw busyError(this.options.home.paths)
    const items: CleanItem[] = []
    const files: FoundFile[] = []
    const runs = new Set<string>()
    try {
      for await (const removable of this.#removables(wish, 'checksum')) {
        await removable.remove()
        items.push(removable.item)
        files.push(...removable.files)
        if (removable.item.kind === 'checkpoints') runs.add(removable.item.run)
      }
    } finally {
      for (const id of runs) this.#tell(id)
    }
    return { items, bytes: bytesFreed(files) }
  }

  async *#removables({ kinds, project }: CleanWish, look: Look): AsyncGenerator<Removable> {
    if (project !== null) this.options.home.store.projects.get(project)
    if (kinds.includes('checkpoints')) yield* this.#checkpoints(project, look)
    if (kinds.includes('caches') && project === null) yield* this.#caches()
    if (kinds.includes('trash')) yield* this.#trash(project)
  }

  /** Checkpoints that nothing needs, of runs that no process is at work on. */
  async *#checkpoints(project: string | null, look: Look): AsyncGenerator<Removable> {
    const { paths, store } = this.options.home
    for (const run of store.runs.list(project)) {
      if (this.#isAtWork(run.id)) continue
      const folderOf = (name: string) => paths.checkpoint(run.project, run.id, name)
      for (const { name, step } of await unneeded(store.checkpoints.list(run.id), folderOf, look)) {
        // It may have gone on while others were looked at; its trainer knows which it keeps.
        if (this.#isAtWork(run.id)) break
        const files = await below(folderOf(name))
        yield {
          item: { kind: 'checkpoints', run: run.id, project: run.project, name, step, bytes: bytesFreed(files) },
          files,
          remove: () => removeWhole(this.#disk, folderOf(name), () => store.checkpoints.remove(run.id, name)),
        }
      }
    }
  }

  #isAtWork(id: string): boolean {
    const { home, isBusy } = this.options
    return isBusy(id) || isActive(home.store.runs.summary(id).status.state)
  }

  async *#caches(): AsyncGenerator<Removable> {
    const { graphs } = this.options.home.paths
    const files = await below(graphs)
    if (files.length === 0) return
    const remove = async (): Promise<void> => {
      for (const { path } of files) await this.#disk.remove(join(graphs, ...path))
    }
    yield { item: { kind: 'caches', files: files.length, bytes: bytesFreed(files) }, files, remove }
  }

  /** With a project, its runs alone: others belong to none. */
  async *#trash(project: string | null): AsyncGenerator<Removable> {
    const { trash } = this.options
    for (const thing of trash.list()) {
      if (project !== null && (thing.kind !== 'run' || thing.project !== project)) continue
      const { kind, id, name } = thing
      const files = await below(this.#folderOf(thing))
      yield {
        item: { kind: 'trash', of: kind, id, name, bytes: bytesFreed(files) },
        files,
        remove: () => trash.purge(kind, [id]),
      }
    }
  }

  #folderOf(thing: TrashItem): string {
    const { paths } = this.options.home
    switch (thing.kind) {
      case 'project':
        return paths.project(thing.id)
      case 'dataset':
        return paths.dataset(thing.id)
      case 'run':
        return paths.run(thing.project, thing.id)
    }
  }

  #tell(id: string): void {
    this.options.watchers.publish({ type: 'run', run: this.options.home.store.runs.summary(id) })
  }
}
