import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredFailure } from '@shared/contract/errors'
import type { Doctor } from '@shared/contract/studio'
import { z } from 'zod'
import type { ExportTools } from '../architectures/exporting'
import { ArchitecturesService } from '../architectures/service'
import { DataExport } from '../compare/export/service'
import { LogImport } from '../compare/import/service'
import { CompareService } from '../compare/service'
import { ComputeService } from '../compute/service'
import { localDisk } from '../datasets/disk'
import { DatasetsService } from '../datasets/service'
import { DatasetShelf } from '../datasets/shelf'
import type { HomePaths } from '../home/home'
import { openHome, openShared } from '../home/open'
import { CurationService } from '../importing/curation'
import type { ImporterHost } from '../importing/host'
import { ImportsService } from '../importing/service'
import { DirectionsService } from '../latent/directions'
import { GivenImages } from '../latent/given-images'
import { LatentService } from '../latent/service'
import { MeasureQueue } from '../measures/queue'
import { MeasuresService } from '../measures/service'
import { openPresets, type PresetLibrary } from '../presets/library'
import { ProjectsService } from '../projects/service'
import { ProjectShelf } from '../projects/shelf'
import { ProjectTravel } from '../projects/travel'
import { RunsService } from '../runs/service'
import { RunShelf } from '../runs/shelf'
import { Watchers } from '../runs/watchers'
import { StorageService } from '../storage/service'
import { Trash } from '../storage/trash'
import type { CheckTime } from '../store/database'
import type { TrainerHost } from '../training/host'
import { OnDemand, OnDemandProcess } from '../training/on-demand'
import { QueueService } from '../training/queue'
import { defaultSilence, type SilenceLimits } from '../training/silence'
import { defaultLimits, Supervisor, type SupervisorLimits } from '../training/supervisor'
import { examine } from './doctor'

/** What a studio is opened with. `Frames` is what its trainer processes hand out as frame ports. */
export interface StudioOptions<Frames> {
  readonly paths: HomePaths
  /** `shared` also opens a home that another studio holds, for reading; `exclusive` then fails with `STUDIO_BUSY`. */
  readonly access: 'exclusive' | 'shared'
  readonly host: TrainerHost<Frames>
  readonly importers: ImporterHost
  /** Folder of the studio's package.json. */
  readonly application: string
  /** Folder with `presets` and `datasets`. */
  readonly resources: string
  readonly limits?: SupervisorLimits
  readonly silence?: SilenceLimits
  /** When the database is checked; the first time each day, before it opens, where nothing is said. */
  readonly checkTime?: CheckTime
  /** Told of defects that belong to no call. */
  readonly onDefect?: (error: unknown) => void
}

/** An open studio: everything that the window and the command line do is done here. */
export interface Studio<Frames> {
  readonly paths: HomePaths
  readonly access: 'exclusive' | 'shared'
  readonly presets: PresetLibrary
  readonly projects: ProjectsService
  /** Projects on their way from one home to another. */
  readonly travel: ProjectTravel
  readonly datasets: DatasetsService
  readonly imports: ImportsService
  readonly curation: CurationService
  readonly architectures: ArchitecturesService
  /** What architectures are written to files with. */
  readonly architectureExports: ExportTools
  readonly runs: RunsService
  readonly shelf: RunShelf
  /** Where projects and datasets go to be deleted. */
  readonly projectShelf: ProjectShelf
  readonly datasetShelf: DatasetShelf
  /** Everything that was deleted and can come back. */
  readonly trash: Trash
  /** What the home takes on the disk. */
  readonly storage: StorageService
  readonly queue: QueueService
  readonly compare: CompareService
  readonly data: DataExport
  readonly logs: LogImport
  readonly measures: MeasuresService
  readonly latent: LatentService<Frames>
  /** Directions of latent spaces that a person named. */
  readonly directions: DirectionsService
  /** Images that a person points at, in the shape of a model. */
  readonly given: GivenImages
  readonly compute: ComputeService
  /** Resolves when the checkpoints that runs plan to measure have been measured. */
  measured(): Promise<void>
  doctor(): Promise<Doctor>
  /** Checks a database that was opened unchecked; null where it is sound. */
  verify(): Promise<StoredFailure | null>
  /** What was found damaged at the start and set aside. Resolves once the datasets are ready. */
  readonly notices: Promise<readonly StoredFailure[]>
  /** Stops every run with a checkpoint, ends every process and lets go of the home. */
  close(): Promise<void>
  /** Ends every run's process at once; the runs are interrupted at their last checkpoints. To be followed by `close`. */
  abandonRuns(reason: string): Promise<void>
}

const Package = z.object({ version: z.string() })
const versionOf = (application: string): string =>
  Package.parse(JSON.parse(readFileSync(join(application, 'package.json'), 'utf8'))).version

/**
 * Opens a studio home with all its services. Runs that an earlier studio left active become `interrupted`.
 * @throws StudioError `STUDIO_BUSY`, with nothing changed, where another studio holds the home; `WRONG_STATE` for a home
 * that a newer studio wrote
 */
export function openStudio<Frames>(options: StudioOptions<Frames>): Studio<Frames> {
  const {
    paths,
    access,
    host,
    importers,
    application,
    resources,
    limits = defaultLimits,
    silence = defaultSilence,
    checkTime,
    onDefect = () => undefined,
  } = options
  const home = access === 'exclusive' ? openHome(paths, checkTime) : openShared(paths)
  const exclusive = home.access === 'exclusive'
  const watchers = new Watchers()
  const datasets = new DatasetsService(home, { bundles: join(resources, 'datasets') })
  const packedImages = ({ id, split }: { id: string; split: string }) => datasets.images(id, split)
  const training = { store: home.store, paths, host, watchers, packedImages, now: Date.now, silence, onDefect }
  const supervisor = new Supervisor(training, limits)
  if (exclusive) supervisor.recover()
  const queue = new QueueService(home, supervisor)
  const importer = new OnDemand(() => importers.start())
  const version = versionOf(application)
  const curating = { home, datasets, importer, disk: localDisk }
  const imports = new ImportsService({ ...curating, version, now: Date.now })
  const curation = new CurationService(curating)
  const projects = new ProjectsService(home)
  if (exclusive) projects.initial()
  const travel = new ProjectTravel({ home, datasets, watchers, disk: localDisk, version })
  const sampler = new OnDemandProcess(host, 'sampler')
  const evaluator = new OnDemandProcess(host, 'evaluator')
  const measures = new MeasuresService({ home, datasets, watchers, process: evaluator })
  const given = new GivenImages({ datasets, importer, sources: imports.sources })
  const latent = new LatentService({ home, process: sampler, datasets, given })
  const isBusy = (id: string) => supervisor.isBusy(id)
  const shelf = new RunShelf({ home, watchers, isBusy, now: Date.now })
  const projectShelf = new ProjectShelf({ home, watchers, isBusy, now: Date.now })
  const datasetShelf = new DatasetShelf({ home, datasets, now: Date.now })
  const trash = new Trash({ project: projectShelf, dataset: datasetShelf, run: shelf.bin }, Date.now)
  const storage = new StorageService({ home, trash, watchers, isBusy })
  const runs = new RunsService({ home, datasets, supervisor, watchers, pictures: sampler, shelf })
  const compare = new CompareService(home, watchers)
  const presets = openPresets(join(resources, 'presets'))
  const compute = new ComputeService({ home, host, presets, now: Date.now })
  const measureQueue = new MeasureQueue({ home, service: measures, watchers, now: Date.now, onDefect })
  const closing = new AbortController()
  const notices = datasets.prepare({ signal: closing.signal }).then((failures) => [...home.store.notices, ...failures])
  notices.catch(() => undefined) // whoever wants to know awaits it
  if (exclusive) {
    void notices.catch(() => undefined).then(() => supervisor.begin())
    void trash.expire().catch(onDefect)
    void travel.sweep().catch(onDefect)
  }

  async function close(): Promise<void> {
    closing.abort()
    await supervisor.close()
    await measureQueue.close()
    await Promise.all([sampler.close(), evaluator.close(), compute.close(), importer.close()])
    await notices.catch(() => undefined)
    watchers.close()
    home.close()
  }

  return {
    paths,
    access: home.access,
    presets,
    projects,
    travel,
    datasets,
    imports,
    curation,
    architectures: new ArchitecturesService(home.store),
    architectureExports: { disk: localDisk, process: sampler },
    runs,
    shelf,
    projectShelf,
    datasetShelf,
    trash,
    storage,
    queue,
    compare,
    data: new DataExport(home, compare),
    logs: new LogImport(home, watchers, Date.now),
    measures,
    latent,
    directions: new DirectionsService(home),
    given,
    compute,
    measured: () => measureQueue.idle(),
    doctor: () => examine(home, sampler, versionOf(application)),
    verify: () => home.store.verify(),
    notices,
    close,
    abandonRuns: (reason) => supervisor.abandon(reason),
  }
}
