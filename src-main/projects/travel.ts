import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { eventsOf } from '@shared/contract/event-stream'
import type { ProjectExportEvent, ProjectImportEvent } from '@shared/projects/travel'
import { isPartial } from '../datasets/atomic'
import type { Disk } from '../datasets/disk'
import type { DatasetsService } from '../datasets/service'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import type { Watchers } from '../runs/watchers'
import { openingPrefix, readProject } from './bundle/read'
import { writeProject } from './bundle/write'

/** What projects travel with. */
export interface TravelOptions {
  readonly home: OpenHome
  readonly datasets: DatasetsService
  readonly watchers: Watchers
  readonly disk: Disk
  /** Of the program. */
  readonly version: string
}

/** The events of work that ends with whoever reads them. */
async function* whileRead<Event extends { readonly type: string }>(
  signal: AbortSignal | undefined,
  work: (tell: (event: Event) => void, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<Event, void, void> {
  const leaving = new AbortController()
  const stop = () => leaving.abort()
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  try {
    yield* eventsOf<Event>((tell) => work(tell, leaving.signal))
  } finally {
    leaving.abort()
    signal?.removeEventListener('abort', stop)
  }
}

/** Projects on their way from one studio home to another. */
export class ProjectTravel {
  constructor(private readonly options: TravelOptions) {}

  /**
   * Writes a project to a file, with `data` also the imported datasets of its runs. Ending the stream ends the writing.
   * @throws StudioError `UNKNOWN_PROJECT`, `IN_USE` while a run is active, `INVALID_INPUT` where there is something at `target`,
   * `DISK_FULL`, `CANCELLED`
   */
  export(
    id: string,
    target: string,
    data: boolean,
    signal?: AbortSignal,
  ): AsyncGenerator<ProjectExportEvent, void, void> {
    return whileRead(signal, async (tell, leaving) => {
      const onProgress = (done: number, total: number) => tell({ type: 'progress', done, total })
      const bytes = await writeProject(id, target, data, { ...this.options, signal: leaving, onProgress })
      tell({ type: 'done', name: basename(target), bytes })
    })
  }

  /**
   * Takes up a project from a file. Ending the stream ends it, and nothing of it stays.
   * @throws StudioError `STUDIO_BUSY`, `INVALID_INPUT`, `WRONG_STATE` for a file of a newer studio, `DISK_FULL`, `CANCELLED`
   */
  import(file: string, signal?: AbortSignal): AsyncGenerator<ProjectImportEvent, void, void> {
    const { home, watchers } = this.options
    if (home.access === 'shared') throw busyError(home.paths)
    return whileRead(signal, async (tell, leaving) => {
      const onProgress = (done: number, total: number) => tell({ type: 'progress', done, total })
      const { project, runs, datasets } = await readProject(file, { ...this.options, signal: leaving, onProgress })
      for (const run of home.store.runs.list(project.id)) watchers.publish({ type: 'run', run })
      for (const { id } of home.store.external.list({ project: project.id, ids: null })) {
        watchers.publish({ type: 'imported', id })
      }
      tell({ type: 'done', project, runs, datasets: [...datasets] })
    })
  }

  /** Removes what a process left that ended while it opened a project. */
  async sweep(): Promise<void> {
    const { home, disk } = this.options
    const { root, projects } = home.paths
    const leftOvers = async (folder: string, isLeft: (name: string) => boolean) => {
      for (const name of await readdir(folder).catch(() => [])) if (isLeft(name)) await disk.remove(join(folder, name))
    }
    await leftOvers(root, (name) => name.startsWith(openingPrefix))
    await leftOvers(projects, isPartial)
  }
}
