import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { EngineStatus } from '@shared/compute/engine'
import { eventsOf } from '@shared/contract/event-stream'
import { withPortErrors, withTypedErrors } from '@shared/contract/orpc-errors'
import { trainerContract } from '@shared/contract/trainer'
import type { DrawingEvent } from '@shared/latent/drawing'
import type { InversionEvent } from '@shared/latent/inversion'
import type { NearestEvent } from '@shared/latent/nearest'
import { openInlineFeeds } from './batches/feeds'
import type { Evaluator } from './evaluation/evaluator'
import { exportGenerator } from './export/export'
import { onnxNetwork } from './export/onnx-network'
import { writeAtomically } from './files/atomic'
import type { Disk } from './files/disk'
import type { Generators } from './latent/generators'
import { writeDrawing } from './latent/pictures'
import { findClassMean, findNearest, invertImage } from './latent/requests'
import { Translators } from './latent/translators'
import { filmOf } from './pictures/film'
import { writeReplay } from './replay/bundle'
import type { ActiveRun } from './session/active-run'
import type { EngineChooser } from './session/engine-choice'
import { compileAndMeasure } from './timing/compile'
import { timeConfig } from './timing/time'

/** What the trainer's procedures are made of. */
export interface TrainerServices {
  readonly disk: Disk
  readonly run: ActiveRun
  readonly generators: Generators
  readonly chooseEngine: EngineChooser
  readonly evaluator: Evaluator
  /** Every engine with its status, found out by trying. */
  readonly engineStatuses: () => Promise<EngineStatus[]>
}

/** The trainer's side of `trainerContract`, to be given ports by `upgrade`. */
export function createApi({ disk, run, generators, evaluator, chooseEngine, engineStatuses }: TrainerServices) {
  const requests = { disk, engine: () => chooseEngine('auto') }
  const translators = new Translators(generators)
  const os = implement(trainerContract).use(({ next }) => withPortErrors(next))
  return new RPCHandler(
    os.router({
      engines: os.engines.handler(engineStatuses),
      compile: os.compile.handler(({ input, signal }) => withTypedErrors(compileAndMeasure(input, disk, signal))),
      time: os.time.handler(async ({ input, signal }) =>
        withTypedErrors(timeConfig(input, await chooseEngine(input.engine), signal)),
      ),
      train: {
        start: os.train.start.handler(({ input, signal }) => run.start(input, signal)),
        pause: os.train.pause.handler(() => run.want('pause')),
        continue: os.train.continue.handler(() => run.want('run')),
        change: os.train.change.handler(({ input }) => run.change(input)),
        stop: os.train.stop.handler(() => run.want('stop')),
      },
      generator: {
        open: os.generator.open.handler(async ({ input }) => {
          const opened = await generators.open(input.session, input.checkpoint, input.weights)
          const { step, latent, image, classes = null, weights, keepsAverage, encodes } = opened
          return { step, latent, image, classes, weights, keepsAverage, encodes }
        }),
        close: os.generator.close.handler(({ input }) => generators.close(input.session)),
        draw: os.generator.draw.handler(({ input, signal }) =>
          withTypedErrors(
            eventsOf<DrawingEvent>((emit) =>
              writeDrawing(disk, generators.require(input.session), input, {
                onPicture: (done, total) => emit({ type: 'progress', done, total }),
                signal,
              }),
            ),
          ),
        ),
        directions: os.generator.directions.handler(({ input }) => generators.require(input.session).directions()),
        export: os.generator.export.handler(({ input: { session, format, folder } }) =>
          exportGenerator(disk, generators.require(session), format, folder),
        ),
        invert: os.generator.invert.handler(({ input, signal }) =>
          withTypedErrors(
            eventsOf<InversionEvent>((emit) =>
              invertImage(generators.require(input.session), input, requests, emit, signal),
            ),
          ),
        ),
        classMean: os.generator.classMean.handler(({ input }) =>
          findClassMean(generators.require(input.session), input),
        ),
        nearest: os.generator.nearest.handler(({ input, signal }) =>
          withTypedErrors(
            eventsOf<NearestEvent>((emit) =>
              findNearest(generators.require(input.session), input, requests, emit, signal),
            ),
          ),
        ),
        translate: os.generator.translate.handler(async ({ input: { checkpoint, image, from } }) =>
          translators.translate(checkpoint, Uint8Array.from(Buffer.from(image, 'base64')), from),
        ),
      },
      network: {
        export: os.network.export.handler(({ input: { spec, role, seed, file } }) =>
          writeAtomically(disk, file, onnxNetwork(spec, role, seed)),
        ),
      },
      measures: {
        evaluate: os.measures.evaluate.handler(({ input, signal }) =>
          withTypedErrors(evaluator.evaluate(input, signal)),
        ),
      },
      replay: {
        write: os.replay.write.handler(({ input }) =>
          writeReplay(input, { disk, chooseEngine, openFeeds: openInlineFeeds }),
        ),
      },
      pictures: {
        film: os.pictures.film.handler(async ({ input }) =>
          writeAtomically(disk, input.file, await filmOf(disk, input.frames, input.delay)),
        ),
      },
    }),
  )
}
