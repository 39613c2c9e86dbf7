import { StudioError } from '@shared/contract/errors'
import type { EvaluationRequest } from '@shared/contract/measures'
import type { EvaluateRequest } from '@shared/contract/trainer'
import { measures } from '@shared/measures/measure'
import type { EvaluationEvent, FeatureRange } from '@shared/measures/measured-value'
import type { Checkpoint } from '@shared/runs/run'
import type { DatasetsService } from '../datasets/service'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import type { Watchers } from '../runs/watchers'
import type { OnDemandProcess } from '../training/on-demand'
import { chosenCheckpoints } from './choice'
import { studioFeatureSource } from './feature-source'

/** A person's own feature network: an ONNX file, and what it takes pixels as. */
export interface OwnFeatures {
  readonly file: string
  readonly range: FeatureRange
}

/** What the service works with. */
export interface MeasuresOptions {
  readonly home: OpenHome
  readonly datasets: Pick<DatasetsService, 'images' | 'pixels'>
  readonly watchers: Watchers
  readonly process: OnDemandProcess<unknown>
}

function cancelled(): StudioError {
  return new StudioError('CANCELLED', 'The evaluation was cancelled', {
    safe: 'Values that were measured before are kept.',
    next: 'Start it again when you like.',
  })
}

/** Measures of runs' checkpoints, computed in a process of their own and kept with the run. */
export class MeasuresService {
  readonly #options: MeasuresOptions

  constructor(options: MeasuresOptions) {
    this.#options = options
  }

  /**
   * Measures checkpoints of a run, one after the other.
   * @param own features of a person's own network instead of the dataset's
   * @throws StudioError `UNKNOWN_RUN`, `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`, `DATASET_DAMAGED`, `CANCELLED`
   */
  async *evaluate(
    request: EvaluationRequest,
    signal?: AbortSignal,
    own?: OwnFeatures,
  ): AsyncGenerator<EvaluationEvent, void, void> {
    const { home } = this.#options
    if (home.access === 'shared') throw busyError(home.paths)
    const run = home.store.run(request.run)
    const [first] = request.measures
    const quantity = run.config.measures?.best ?? (first === undefined ? 'fid' : measures[first].quantities[0]) ?? 'fid'
    const { id, split } = run.config.dataset
    const dataset = { id, split: request.split ?? split }
    for (const checkpoint of chosenCheckpoints(run, request.checkpoint, quantity)) {
      yield* this.#measure(request, run.project, dataset, checkpoint, signal, own)
    }
  }

  async *#measure(
    { run, measures: names, samples, seed }: EvaluationRequest,
    project: string,
    dataset: EvaluateRequest['dataset'],
    checkpoint: Checkpoint,
    signal: AbortSignal | undefined,
    own: OwnFeatures | undefined,
  ): AsyncGenerator<EvaluationEvent, void, void> {
    const { home, datasets, process } = this.#options
    const images = await datasets.images(dataset.id, dataset.split)
    const work: EvaluateRequest = {
      checkpoint: home.paths.checkpoint(project, run, checkpoint.name),
      dataset,
      images,
      measures: names,
      features: own === undefined ? await studioFeatureSource(home, datasets, dataset) : { kind: 'own', ...own },
      samples: Math.min(samples, images.count),
      seed,
    }
    const release = process.hold()
    try {
      const { client } = await process.use(async (running) => running)
      const events = await client.measures.evaluate(work, signal === undefined ? {} : { signal })
      for await (const event of events) {
        if (event.type === 'measured') this.#keep(run, event)
        yield event
      }
    } catch (error) {
      throw signal?.aborted ? cancelled() : error
    } finally {
      release()
    }
  }

  #keep(run: string, { measured }: Extract<EvaluationEvent, { type: 'measured' }>): void {
    const { home, watchers } = this.#options
    // The run may have been removed, or taken back to before the checkpoint, meanwhile.
    if (!home.store.checkpoints.list(run).some(({ name }) => name === measured.checkpoint)) return
    home.store.measuredValues.put(run, measured)
    watchers.publish({ type: 'measured-value', id: run, measured })
  }
}
