import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetImportEvent, ImportSource, UnfinishedImport } from '@shared/contract/datasets'
import { StudioError } from '@shared/contract/errors'
import { Name } from '@shared/contract/id'
import type { ImportChoices, ImportPreview } from '@shared/datasets/import'
import { explainFull } from '../datasets/atomic'
import type { Disk } from '../datasets/disk'
import type { DatasetsService } from '../datasets/service'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import type { OnDemand } from '../training/on-demand'
import type { ImporterProcess } from './host'
import { createJob, type Job, jobFolder, listJobs } from './jobs'
import { Sources } from './sources'

/** What the service works with. */
export interface ImportsOptions {
  readonly home: OpenHome
  readonly datasets: DatasetsService
  readonly importer: OnDemand<ImporterProcess>
  readonly disk: Disk
  /** Of the studio. */
  readonly version: string
  readonly now: () => number
}

/** Name of the folder in an import's own that becomes the dataset's; the importer makes it. */
const packName = 'pack'

/** An id made of a name: its letters and digits, `dataset` where it has none. */
export function idOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '')
  return plain === '' ? 'dataset' : plain
}

/** Imports of datasets: what is to be read, how far it is, and what was left unfinished. */
export class ImportsService {
  readonly sources = new Sources()
  readonly #options: ImportsOptions
  readonly #running = new Set<string>()

  constructor(options: ImportsOptions) {
    this.#options = options
  }

  /** A dataset as a source, for one that is derived from it. @throws StudioError `UNKNOWN_DATASET` */
  async asSource(id: string): Promise<ImportSource> {
    const { datasets, home } = this.#options
    const { name } = await datasets.show(id)
    return { ...this.sources.add(home.paths.dataset(id)), name }
  }

  /** What an import would find and make; nothing is written. @throws StudioError `INVALID_INPUT` */
  preview(source: string, choices: ImportChoices): Promise<ImportPreview> {
    const { importer, home } = this.#options
    const path = this.sources.path(source)
    return importer.use(({ client }) => client.preview({ source: path, choices, home: home.paths.root }))
  }

  /**
   * Imports. The same import that did not come to its end before goes on where it was. Ending the stream ends the import
   * and keeps what was done.
   * @throws StudioError `STUDIO_BUSY`, `INVALID_INPUT`, `IN_USE`, `DISK_FULL`, `CANCELLED`, `IMPORTER_LOST`
   */
  async *start(
    source: string,
    wanted: string,
    choices: ImportChoices,
    signal?: AbortSignal,
  ): AsyncGenerator<DatasetImportEvent, void, void> {
    const path = this.sources.path(source)
    const name = Name.parse(wanted)
    const { home, disk, now } = this.#options
    this.#requireExclusive()
    const same = (job: Job) =>
      job.source === path && job.name === name && JSON.stringify(job.choices) === JSON.stringify(choices)
    const jobs = await listJobs(home.paths)
    let job = jobs.find((known) => same(known) && !this.#running.has(known.id))
    if (job === undefined) {
      const id = await this.#freeId(idOf(name), jobs)
      job = { format: 'gan-studio-import-job', version: 1, id, name, source: path, choices, created: now() }
      await createJob(disk, home.paths, job).catch((error: unknown) => {
        throw explainFull(error, home.paths.datasets)
      })
    }
    yield* this.#run(job, signal)
  }

  /** Goes on with an import. @throws StudioError as `start` does; `UNKNOWN_DATASET` where there is none */
  async *resume(id: string, signal?: AbortSignal): AsyncGenerator<DatasetImportEvent, void, void> {
    this.#requireExclusive()
    yield* this.#run(await this.#job(id), signal)
  }

  /** Imports that can go on. */
  async unfinished(): Promise<UnfinishedImport[]> {
    const jobs = await listJobs(this.#options.home.paths)
    return jobs.map(({ id, name, source }) => {
      return { id, name, source: this.sources.add(source).name, running: this.#running.has(id) }
    })
  }

  /** Forgets an import with all that it had done. @throws StudioError `UNKNOWN_DATASET`, `IN_USE` while it runs */
  async discard(id: string): Promise<void> {
    this.#requireExclusive()
    await this.#job(id)
    this.#requireIdle(id)
    await this.#options.disk.remove(jobFolder(this.#options.home.paths, id))
  }

  async *#run(job: Job, signal: AbortSignal | undefined): AsyncGenerator<DatasetImportEvent, void, void> {
    const { home, datasets, importer, disk, version } = this.#options
    this.#requireIdle(job.id)
    this.#running.add(job.id)
    const release = importer.hold()
    try {
      const folder = jobFolder(home.paths, job.id)
      const events = await importer.use(({ client }) =>
        client.import({ ...job, folder, version }, signal === undefined ? {} : { signal }),
      )
      for await (const event of events) {
        if (event.type === 'progress') yield event
        else {
          await disk.rename(join(folder, packName), home.paths.dataset(job.id))
          await disk.syncFolder(home.paths.datasets)
          await datasets.adopt(job.id)
          await disk.remove(folder)
          yield { type: 'done', dataset: await datasets.show(job.id), report: event.report }
        }
      }
    } catch (error) {
      throw explainFull(error, home.paths.dataset(job.id))
    } finally {
      release()
      this.#running.delete(job.id)
    }
  }

  async #job(id: string): Promise<Job> {
    const job = (await listJobs(this.#options.home.paths)).find((known) => known.id === id)
    if (job !== undefined) return job
    throw new StudioError('UNKNOWN_DATASET', `There is no unfinished import ${id}`, {
      safe: 'Nothing has been changed.',
      next: 'Start the import anew.',
    })
  }

  /** An id that no dataset, folder or import has. */
  async #freeId(wanted: string, jobs: readonly Job[]): Promise<string> {
    const { home } = this.#options
    const known = new Set([...home.store.datasets.every(), ...jobs].map(({ id }) => id))
    for (let number = 1; ; number++) {
      const id = number === 1 ? wanted : `${wanted}-${number}`
      const there = await stat(home.paths.dataset(id)).then(
        () => true,
        () => false,
      )
      if (!known.has(id) && !there) return id
    }
  }

  #requireIdle(id: string): void {
    if (!this.#running.has(id)) return
    throw new StudioError('IN_USE', `The import ${id} is at work`, {
      safe: 'Nothing has been changed.',
      next: 'Wait for it, or cancel it first.',
    })
  }

  #requireExclusive(): void {
    if (this.#options.home.access === 'shared') throw busyError(this.#options.home.paths)
  }
}
