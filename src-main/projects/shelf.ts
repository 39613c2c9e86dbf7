import { StudioError } from '@shared/contract/errors'
import { isActive } from '@shared/runs/status'
import { type TrashedProject, trashTime } from '@shared/storage/trash'
import { type Disk, localDisk } from '../datasets/disk'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import { removeWhole } from '../home/removal'
import { unknownName } from '../nearest'
import type { Watchers } from '../runs/watchers'
import type { Bin } from '../storage/trash'

/** What the shelf works with. */
export interface ProjectShelfOptions {
  readonly home: OpenHome
  readonly watchers: Watchers
  /** Whether a process is at work on a run, or about to be. */
  readonly isBusy: (id: string) => boolean
  readonly now: () => number
  readonly disk?: Disk
}

/** Projects on their way out: into the trash, back from it, and out of it for good. */
export class ProjectShelf implements Bin {
  constructor(private readonly options: ProjectShelfOptions) {}

  /**
   * Puts a project with all that it holds into the trash.
   * @throws StudioError `UNKNOWN_PROJECT`, `IN_USE` while one of its runs is active, `STUDIO_BUSY`
   */
  discard(id: string): TrashedProject {
    const { home, isBusy, now } = this.options
    this.#requireExclusive()
    const { store } = home
    const { name } = store.projects.get(id)
    const runs = this.#runs(id)
    const active = store.runs.list(id).filter((run) => isActive(run.status.state) || isBusy(run.id))
    if (active.length > 0) {
      throw new StudioError('IN_USE', `The project “${name}” has a run in progress`, {
        safe: 'Nothing has been deleted.',
        next: `Stop ${active.map((run) => run.id).join(', ')} first.`,
      })
    }
    store.projects.discard(id, now())
    for (const run of runs) this.options.watchers.publish({ type: 'removed', id: run })
    return this.#found(id)
  }

  /** What is in the trash, the project that was deleted last first. */
  trash(): TrashedProject[] {
    const trashed = this.options.home.store.projects.trash()
    return trashed.map((project) => ({ kind: 'project', ...project, until: project.deleted + trashTime }))
  }

  /** Takes a project out of the trash with everything that it had. @throws StudioError `UNKNOWN_PROJECT`, `STUDIO_BUSY` */
  restore(id: string): void {
    this.#requireExclusive()
    this.#found(id)
    const { home, watchers } = this.options
    home.store.projects.restore(id)
    for (const run of home.store.runs.list(id)) watchers.publish({ type: 'run', run })
    for (const run of home.store.external.list({ project: id, ids: null }))
      watchers.publish({ type: 'imported', id: run.id })
  }

  /**
   * Deletes projects in the trash with their files, all of them with null; each whole or not at all.
   * @throws StudioError `UNKNOWN_PROJECT` for one that is not in it, `STUDIO_BUSY`; what the disk throws
   */
  async purge(ids: readonly string[] | null): Promise<void> {
    this.#requireExclusive()
    const { home, disk = localDisk } = this.options
    for (const id of ids ?? this.trash().map((project) => project.id)) {
      this.#found(id)
      await removeWhole(disk, home.paths.project(id), () => {
        // It may have been restored while its folder went aside.
        this.#found(id)
        home.store.projects.remove(id)
      })
    }
  }

  #runs(project: string): string[] {
    const { runs, external } = this.options.home.store
    return [...runs.list(project), ...external.list({ project, ids: null })].map(({ id }) => id)
  }

  #found(id: string): TrashedProject {
    const trash = this.trash()
    const found = trash.find((project) => project.id === id)
    if (found !== undefined) return found
    throw unknownName(
      'UNKNOWN_PROJECT',
      'deleted project',
      id,
      trash.map((project) => project.id),
    )
  }

  #requireExclusive(): void {
    if (this.options.home.access === 'shared') throw busyError(this.options.home.paths)
  }
}
