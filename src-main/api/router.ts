import { implement, ORPCError } from '@orpc/server'
import { appContract } from '@shared/contract/app'
import { toPortError } from '@shared/contract/orpc-errors'
import type { PageCommand } from '@shared/contract/page-commands'
import type { Studio } from '../studio/open'
import { exportArchitectureByDialog } from './architectures'
import { exportRunByDialog, exportTableByDialog, importByDialog, importDropped } from './compare'
import { exportByDialog, pickNetwork, pickSource, saveReport } from './datasets'
import type { Dialogs } from './dialogs'
import { studioErrorOf } from './failures'
import { saveFile } from './files'
import { exportDrawing, exportModel } from './latent'
import { exportProjectByDialog, givenProjects, importProject } from './projects'

/** Who is calling: a page, or the command line. */
export interface CallerContext<Frames> {
  /** Gives the caller the port that draws a session's images; undefined for one that wants none. */
  readonly deliverFrames?: (session: string, port: Frames) => void
  /** Told of the sessions that the caller opens and closes, so that they can be closed when it goes. */
  readonly sessions?: Set<string>
  /** Missing where there is no window. */
  readonly dialogs?: Dialogs
  /** Project files that the system hands over, as they come. Missing where there is no window. */
  readonly givenFiles?: (signal?: AbortSignal) => AsyncIterable<string>
  /** What a person asks the page for from outside of it. Missing where there is no window. */
  readonly commands?: (signal?: AbortSignal) => AsyncGenerator<PageCommand, void, void>
}

const isAsyncIterator = (value: unknown): value is AsyncIterableIterator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value

/** Errors that a client understands: typed ones pass, everything else becomes one. */
const portError = (error: unknown): unknown =>
  error instanceof ORPCError && error.code !== 'BAD_REQUEST' ? error : toPortError(studioErrorOf(error))

async function* typedStream(source: AsyncIterableIterator<unknown>) {
  try {
    yield* source
  } catch (error) {
    throw portError(error)
  }
}

/** The studio's services as the procedures of `appContract`; the same for the window and the command line. */
export function createRouter<Frames>(studio: Studio<Frames>) {
  const { presets, projects, datasets, imports, curation, architectures, runs, measures, latent, compute } = studio
  const { queue, shelf, projectShelf, datasetShelf, trash, compare, directions, storage } = studio
  const os = implement(appContract)
    .$context<CallerContext<Frames>>()
    .use(async ({ next }) => {
      try {
        const result = await next()
        return isAsyncIterator(result.output) ? { ...result, output: typedStream(result.output) } : result
      } catch (error) {
        throw portError(error)
      }
    })
  return os.router({
    studio: {
      doctor: os.studio.doctor.handler(() => studio.doctor()),
      presets: os.studio.presets.handler(() => [...presets.list()]),
      notices: os.studio.notices.handler(async () => [...(await studio.notices)]),
      verify: os.studio.verify.handler(() => studio.verify()),
      commands: os.studio.commands.handler(async function* ({ context, signal }) {
        if (context.commands !== undefined) yield* context.commands(signal)
      }),
      saveFile: os.studio.saveFile.handler(({ input, context }) => saveFile(context.dialogs, input)),
    },
    projects: {
      list: os.projects.list.handler(() => projects.list()),
      create: os.projects.create.handler(({ input }) => projects.create(input.name)),
      rename: os.projects.rename.handler(({ input }) => projects.rename(input.id, input.name)),
      remove: os.projects.remove.handler(({ input }) => {
        projectShelf.discard(input.id)
      }),
      open: os.projects.open.handler(({ input }) => projects.open(input.id)),
      export: os.projects.export.handler(({ input, context, signal }) =>
        exportProjectByDialog(studio, context.dialogs, input, signal),
      ),
      import: os.projects.import.handler(({ input, context, signal }) =>
        importProject(studio, context.dialogs, input.source, signal),
      ),
      given: os.projects.given.handler(({ context, signal }) => givenProjects(studio, context.givenFiles, signal)),
    },
    storage: {
      usage: os.storage.usage.handler(() => storage.usage()),
      plan: os.storage.plan.handler(({ input }) => storage.plan(input)),
      clean: os.storage.clean.handler(({ input }) => storage.clean(input)),
    },
    trash: {
      list: os.trash.list.handler(() => trash.list()),
      restore: os.trash.restore.handler(({ input }) => trash.restore(input.kind, input.id)),
      purge: os.trash.purge.handler(({ input }) => trash.purge(input.kind, input.ids)),
    },
    datasets: {
      list: os.datasets.list.handler(() => datasets.list()),
      show: os.datasets.show.handler(({ input }) => datasets.show(input.id)),
      labels: os.datasets.labels.handler(({ input: { id, split, offset, count } }) =>
        datasets.labels(id, split, offset, count),
      ),
      places: os.datasets.places.handler(({ input }) => curation.places(input)),
      details: os.datasets.details.handler(({ input: { id, split, image } }) => curation.details(id, split, image)),
      statistics: os.datasets.statistics.handler(({ input }) => curation.statistics(input.id, input.split)),
      verify: os.datasets.verify.handler(({ input }) => datasets.verify(input.id)),
      exclude: os.datasets.exclude.handler(({ input }) => curation.change(input.id, input, 'exclude')),
      restore: os.datasets.restore.handler(({ input }) => curation.change(input.id, input, 'restore')),
      pickSource: os.datasets.pickSource.handler(({ input, context }) =>
        pickSource(studio, context.dialogs, input.kind),
      ),
      asSource: os.datasets.asSource.handler(({ input }) => imports.asSource(input.id)),
      preview: os.datasets.preview.handler(({ input }) => imports.preview(input.source, input.choices)),
      import: os.datasets.import.handler(({ input: { source, name, choices }, signal }) =>
        imports.start(source, name, choices, signal),
      ),
      unfinished: os.datasets.unfinished.handler(() => imports.unfinished()),
      resume: os.datasets.resume.handler(({ input, signal }) => imports.resume(input.id, signal)),
      discard: os.datasets.discard.handler(({ input }) => imports.discard(input.id)),
      export: os.datasets.export.handler(({ input, context, signal }) =>
        exportByDialog(studio, context.dialogs, input, signal),
      ),
      saveReport: os.datasets.saveReport.handler(({ input, context }) => saveReport(studio, context.dialogs, input.id)),
      remove: os.datasets.remove.handler(async ({ input }) => {
        await datasetShelf.discard(input.id)
      }),
    },
    architectures: {
      list: os.architectures.list.handler(({ input }) => architectures.list(input.project)),
      save: os.architectures.save.handler(({ input }) => architectures.save(input)),
      versions: os.architectures.versions.handler(({ input }) => architectures.versions(input.id)),
      version: os.architectures.version.handler(({ input: { id, number } }) => architectures.version(id, number)),
      export: os.architectures.export.handler(({ input, context }) =>
        exportArchitectureByDialog(studio, context.dialogs, input),
      ),
      remove: os.architectures.remove.handler(({ input }) => architectures.remove(input.id)),
    },
    runs: {
      list: os.runs.list.handler(({ input }) => runs.list(input.project)),
      show: os.runs.show.handler(({ input }) => runs.show(input.id)),
      metrics: os.runs.metrics.handler(({ input: { id, names, points } }) => runs.metrics(id, names, points)),
      start: os.runs.start.handler(({ input }) => runs.start(input)),
      pause: os.runs.pause.handler(({ input }) => runs.pause(input.id)),
      resume: os.runs.resume.handler(({ input }) => runs.resume(input.id, input.engine)),
      branch: os.runs.branch.handler(({ input }) => runs.branch(input)),
      change: os.runs.change.handler(({ input }) => runs.change(input.id, input.changes)),
      stop: os.runs.stop.handler(({ input }) => runs.stop(input.id)),
      rename: os.runs.rename.handler(({ input }) => runs.rename(input.id, input.name)),
      remove: os.runs.remove.handler(({ input }) => runs.remove(input.id)),
      watch: os.runs.watch.handler(({ input, signal }) => runs.watch(input.id, signal)),
      timeLapse: os.runs.timeLapse.handler(({ input }) => runs.timeLapse(input.id)),
    },
    queue: {
      show: os.queue.show.handler(() => queue.show()),
      reorder: os.queue.reorder.handler(({ input }) => queue.reorder(input.order)),
      setAtOnce: os.queue.setAtOnce.handler(({ input }) => queue.setAtOnce(input.atOnce)),
    },
    compare: {
      rows: os.compare.rows.handler(({ input }) => compare.rows(input.project, input.at)),
      watch: os.compare.watch.handler(({ input, signal }) => compare.watch(input.project, input.at, signal)),
      names: os.compare.names.handler(({ input }) => compare.names(input.ids)),
      curves: os.compare.curves.handler(({ input: { ids, names, points, smoothing } }) =>
        compare.packedCurves(ids, names, points, smoothing),
      ),
      pictures: os.compare.pictures.handler(({ input }) => compare.pictures(input.ids)),
      annotate: os.compare.annotate.handler(({ input: { ids, change } }) => {
        shelf.annotate(ids, change)
        return compare.rowsOf(ids)
      }),
      discard: os.compare.discard.handler(({ input }) => shelf.discard(input.ids)),
      restore: os.compare.restore.handler(({ input }) => {
        shelf.restore(input.ids)
        return compare.rowsOf(input.ids)
      }),
      trash: os.compare.trash.handler(() => shelf.trash()),
      purge: os.compare.purge.handler(({ input }) => shelf.purge(input.ids)),
      views: os.compare.views.handler(({ input }) => compare.views(input.project)),
      saveView: os.compare.saveView.handler(({ input }) => compare.saveView(input.project, input.view)),
      removeView: os.compare.removeView.handler(({ input }) => compare.removeView(input.project, input.name)),
      importLogs: os.compare.importLogs.handler(({ input, context }) => importByDialog(studio, context.dialogs, input)),
      importDropped: os.compare.importDropped.handler(({ input }) =>
        importDropped(studio, input.source, input.project),
      ),
      exportRun: os.compare.exportRun.handler(({ input, context }) =>
        exportRunByDialog(studio, context.dialogs, input),
      ),
      exportTable: os.compare.exportTable.handler(({ input, context }) =>
        exportTableByDialog(studio, context.dialogs, input.ids),
      ),
    },
    compute: {
      measure: os.compute.measure.handler(({ input, signal }) => compute.measure(input, signal)),
      measureStep: os.compute.measureStep.handler(({ input, signal }) => compute.measureStep(input, signal)),
      measured: os.compute.measured.handler(() => compute.measured()),
    },
    measures: {
      evaluate: os.measures.evaluate.handler(({ input: { network, ...request }, signal }) =>
        measures.evaluate(
          request,
          signal,
          network && { file: imports.sources.path(network.source), range: network.range },
        ),
      ),
      pickNetwork: os.measures.pickNetwork.handler(({ context }) => pickNetwork(studio, context.dialogs)),
    },
    latent: {
      open: os.latent.open.handler(async ({ input, context: { sessions, deliverFrames } }) => {
        const session = await latent.open(input.run, input.checkpoint, input.weights)
        sessions?.add(session.session)
        if (deliverFrames !== undefined) deliverFrames(session.session, await latent.frames(session.session))
        return session
      }),
      close: os.latent.close.handler(({ input, context: { sessions } }) => {
        sessions?.delete(input.session)
        return latent.close(input.session)
      }),
      export: os.latent.export.handler(({ input, context, signal }) =>
        exportDrawing(studio, context.dialogs, input, signal),
      ),
      directions: os.latent.directions.handler(({ input }) => latent.directions(input.session)),
      keptDirections: os.latent.keptDirections.handler(({ input }) => directions.list(input.project)),
      keepDirection: os.latent.keepDirection.handler(({ input }) => directions.keep(input.project, input.direction)),
      dropDirection: os.latent.dropDirection.handler(({ input }) => directions.drop(input.project, input.name)),
      pickImage: os.latent.pickImage.handler(({ context }) => pickSource(studio, context.dialogs, 'image')),
      invert: os.latent.invert.handler(({ input: { session, image, settings }, signal }) =>
        latent.invertGiven(session, image, settings, signal),
      ),
      classMean: os.latent.classMean.handler(({ input: { session, label } }) => latent.classMean(session, label)),
      nearest: os.latent.nearest.handler(({ input, signal }) => latent.nearest(input, signal)),
      translate: os.latent.translate.handler(({ input: { run, checkpoint, image, from } }) =>
        latent.translate(run, checkpoint, image, from),
      ),
      exportModel: os.latent.exportModel.handler(({ input, context }) => exportModel(studio, context.dialogs, input)),
    },
  })
}
