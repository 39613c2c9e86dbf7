import type { StoredFailure } from '@shared/contract/errors'
import type { CheckpointChoice } from '@shared/contract/measures'
import { type MeasureName, measures } from '@shared/measures/measure'
import type { EvaluationEvent, FeatureRange, MeasuredValue } from '@shared/measures/measured-value'
import { SingleBar } from 'cli-progress'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find'
import { typedPath } from '../launch'
import { measuredLines } from '../measured-report'
import type { Output } from '../output'

/** What `evaluate` takes beside the run. */
export interface EvaluateOptions {
  readonly measure: MeasureName[]
  readonly checkpoint: CheckpointChoice
  readonly samples: number
  readonly seed: number
  readonly features?: string | undefined
  readonly range: FeatureRange
  readonly split?: string | undefined
}

type Progress = Extract<EvaluationEvent, { type: 'progress' }>

/** Shows what is being done: as a bar on a terminal, else as a line for each new thing. */
function progressView(output: Output): { show(progress: Progress): void; end(): void } {
  const { stderr } = output.streams
  if (stderr.isTTY === true) {
    const bar = new SingleBar({
      stream: stderr,
      format: '{phase} {bar} {value}/{total}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
    })
    let phase = ''
    return {
      show(progress) {
        if (phase !== progress.phase && bar.isActive) bar.stop()
        phase = progress.phase
        if (bar.isActive) bar.update(progress.done, { phase })
        else bar.start(progress.total, progress.done, { phase })
      },
      end() {
        if (bar.isActive) bar.stop()
      },
    }
  }
  let said = ''
  return {
    show({ phase, step }) {
      const line = step === null ? phase : `step ${step}: ${phase}`
      if (line !== said) output.note(line)
      said = line
    },
    end: () => undefined,
  }
}

/** `evaluate RUN` */
export async function evaluate(context: CommandContext, wanted: string, options: EvaluateOptions): Promise<number> {
  const { client, studio, output, launch, interruption } = context
  const { id } = findRun(await client.runs.list({ project: null }), wanted)
  await studio.notices
  const request = {
    run: id,
    measures: options.measure,
    checkpoint: options.checkpoint,
    samples: options.samples,
    seed: options.seed,
    split: options.split,
  }
  const own =
    options.features === undefined ? undefined : { file: typedPath(launch, options.features), range: options.range }
  const measured: MeasuredValue[] = []
  const failures: { measure: MeasureName; step: number; failure: StoredFailure }[] = []
  const view = progressView(output)
  try {
    for await (const event of studio.measures.evaluate(request, interruption.first, own)) {
      if (event.type === 'progress') view.show(event)
      else if (event.type === 'measured') measured.push(event.measured)
      else failures.push({ measure: event.measure, step: event.step, failure: event.failure })
    }
  } finally {
    view.end()
  }
  output.result({ run: id, measuredValues: measured, failures }, () => measuredLines(measured))
  for (const { measure, step, failure } of failures) {
    output.note(`${measures[measure].title} at step ${step}: ${failure.message} ${failure.next}`)
  }
  return failures.length === 0 ? exitCodes.done : exitCodes.failed
}
