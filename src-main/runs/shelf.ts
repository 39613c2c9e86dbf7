import type { Annotation, DeletedRun } from '@shared/contract/compare'
import { StudioError } from '@shared/contract/errors'
import { isActive } from '@shared/runs/status'
import { trashTime } from '@shared/storage/trash'
import { type Disk, localDisk } from '../datasets/disk'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import { removeWhole } from '../home/removal'
import { unknownName } from '../nearest'
import type { Bin } from '../storage/trash'
import type { Watchers } from './watchers'

/** What the shelf works with. */
export interface ShelfOptions {
  readonly home: OpenHome
  readonly watchers: Watchers
  /** Whether a process is at work on a run, or about to be. */
  readonly isBusy: (id: string) => boolean
  readonly now: () => number
  readonly disk?: Disk
}

/** What a person makes of runs beside training them: names, tags, notes, the archive and the trash. */
export class RunShelf {
  constructor(private readonly options: ShelfOptions) {}

  /** @throws StudioError `UNKNOWN_RUN`, with nothing changed */
  annotate(ids: readonly string[], { addTags = [], removeTags = [], name, notes, archived }: Annotation): void {
    this.#requireExclusive()
    const { store } = this.options.home
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(notes === undefined ? {} : { notes }),
      ...(archived === undefined ? {} : { archived }),
    }
    store.transaction(() => {
      for (const id of ids) {
        const external = store.external.has(id)
        const { tags } = external ? store.external.get(id) : store.runs.summary(id)
        const tagged = [...new Set([...tags, ...addTags])].filter((tag) => !removeTags.includes(tag))
        if (external) store.external.update(id, { ...change, tags: tagged })
        else store.runs.update(id, { ...change, tags: tagged })
      }
    })
    for (const id of ids) this.#tell(id)
  }

  /** Puts runs into the trash, all or none. @throws StudioError `UNKNOWN_RUN`, `IN_USE` while one is active */
  discard(ids: readonly string[]): DeletedRun[] {
    this.#requireExclusive()
    const { home, watchers } = this.options
    const { store } = home
    const wanted = new Set(ids)
    store.transaction(() => {
      for (const id of wanted) {
        if (store.external.setDeleted(id, true)) continue
        const run = store.runs.summary(id)
        if (isActive(run.status.state) || this.options.isBusy(id)) throw inUse(run.name, run.status.state)
        store.runs.discard(id)
      }
    })
    for (const id of wanted) watchers.publish({ type: 'removed', id })
    return this.trash().filter(({ id }) => wanted.has(id))
  }

  /** Takes runs out of the trash. @throws StudioError `UNKNOWN_RUN` for one that is not in it, with nothing changed */
  restore(ids: readonly string[]): void {
    this.#requireExclusive()
    const { store } = this.options.home
    store.transaction(() => {
      for (const id of new Set(ids)) if (!store.external.setDeleted(id, false)) store.runs.restore(id)
    })
    for (const id of ids) this.#tell(id)
  }

  /** What is in the trash, the run that was deleted last first. */
  trash(): DeletedRun[] {
    const { store } = this.options.home
    return [...store.runs.trash(), ...store.external.trash()]
      .sort((a, b) => b.deleted - a.deleted)
      .map((run) => ({ ...run, until: run.deleted + trashTime }))
  }

  /** Deletes runs in the trash with their files, all of them with null. @throws StudioError `UNKNOWN_RUN` for one that is not in it */
  async purge(ids: readonly string[] | null): Promise<void> {
    this.#requireExclusive()
    const trash = this.trash()
    const missing = ids?.find((id) => !trash.some((run) => run.id === id))
    if (missing !== undefined) {
      throw unknownName(
        'UNKNOWN_RUN',
        'deleted run',
        missing,
        trash.map(({ id }) => id),
      )
    }
    const { store, paths } = this.options.home
    for (const { id, project } of trash) {
      if (ids !== null && !ids.includes(id)) continue
      await removeWhole(this.options.disk ?? localDisk, paths.run(project, id), () =>
        store.transaction(() => {
          if (store.external.isDeleted(id)) store.external.remove(id)
          else store.runs.remove(id)
        }),
      )
    }
  }

  /** The trash of runs as part of that of the studio. */
  get bin(): Bin {
    return {
      trash: () => this.trash().map((run) => ({ kind: 'run', ...run })),
      restore: (id) => this.restore([id]),
      purge: (ids) => this.purge(ids),
    }
  }

  #tell(id: string): void {
    const { home, watchers } = this.options
    if (home.store.external.has(id)) watchers.publish({ type: 'imported', id })
    else watchers.publish({ type: 'run', run: home.store.runs.summary(id) })
  }

  #requireExclusive(): void {
    if (this.options.home.access === 'shared') throw busyError(this.options.home.paths)
  }
}

const inUse = (name: string, state: string): StudioError =>
  new StudioError('IN_USE', `The run “${name}” is ${state}`, {
    safe: 'Nothing has been deleted.',
    next: 'Stop it first.',
  })
