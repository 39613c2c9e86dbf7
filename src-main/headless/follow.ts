import { families } from '@shared/families/registry'
import type { Run, RunSummary } from '@shared/runs/run'
import { isActive } from '@shared/runs/status'
import type { CommandContext } from './context'
import { exitCodes } from './exit-codes'
import { measuredText } from './measured-report'
import { barProgress, lineProgress, type ProgressView } from './progress'
import { fileLines, type RunFiles, runDocument, runLines } from './run-report'

/** How often a run that stands still for lack of room tries again, in ms. */
const retryTime = 15_000

function progressView({ output }: CommandContext): ProgressView {
  const { stderr } = output.streams
  return stderr.isTTY === true ? barProgress(stderr) : lineProgress((line) => output.note(line), Date.now)
}

/** Where the files of a run are; the time-lapse only where it was just made. */
export function filesOf({ studio }: CommandContext, run: Run, timeLapse: string | null): RunFiles {
  const last = run.samples.at(-1)
  return {
    run: studio.paths.run(run.project, run.id),
    sample: last === undefined ? null : studio.runs.sampleFile(run.id, last.step),
    timeLapse,
  }
}

/** Does what Ctrl-C asks for while runs wait or are at work. Answers with what ends the listening. */
export function obeyInterruption(
  { client, studio, output, interruption }: CommandContext,
  ids: readonly string[],
): () => void {
  const stop = () => {
    output.note('Stopping after a checkpoint. Ctrl-C again ends at once.')
    // What fails here, such as a run that has just ended, shows in the run's status.
    for (const id of [...ids].reverse()) client.runs.stop({ id }).catch(() => undefined)
  }
  const kill = () => {
    output.note('Ending at once.')
    studio.abandonRuns('It was ended by a second Ctrl-C').catch(() => undefined)
  }
  interruption.first.addEventListener('abort', stop)
  interruption.second.addEventListener('abort', kill)
  if (interruption.first.aborted) stop()
  return () => {
    interruption.first.removeEventListener('abort', stop)
    interruption.second.removeEventListener('abort', kill)
  }
}

/** Tries to go on with a run that was paused for a reason, now and then, until it runs. */
class Retry {
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly context: CommandContext,
    private readonly view: ProgressView,
  ) {}

  see({ id, status }: RunSummary): void {
    if (status.state !== 'paused' || status.failure === null) {
      clearTimeout(this.#timer)
      this.#timer = undefined
      return
    }
    if (this.#timer !== undefined) return
    this.view.note(`${status.failure.message} ${status.failure.next} It tries again every ${retryTime / 1000} s.`)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.context.client.runs.resume({ id }).catch(() => undefined)
    }, retryTime)
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}

/** Shows the progress of a run until it has ended. */
async function watchToEnd(context: CommandContext, id: string): Promise<void> {
  const view = progressView(context)
  const retry = new Retry(context, view)
  const release = obeyInterruption(context, [id])
  try {
    for await (const event of await context.client.runs.watch({ id })) {
      if (event.type === 'epoch') view.epoch(event.epoch)
      if (event.type === 'measured-value') view.note(measuredText(event.measured))
      if (event.type === 'log' && event.entry.level !== 'info') view.note(event.entry.message)
      if (event.type !== 'run') continue
      view.update(event.run)
      retry.see(event.run)
      if (!isActive(event.run.status.state)) return
    }
  } finally {
    retry.end()
    view.end()
    release()
  }
}

/** A GIF of the kept grids; null where there are none, or where it failed, which is noted. */
async function timeLapseOf({ client, output, interruption }: CommandContext, run: Run): Promise<string | null> {
  if (run.samples.length === 0 || interruption.second.aborted) return null
  try {
    return (await client.runs.timeLapse({ id: run.id })).file
  } catch (error) {
    output.note(`The time-lapse could not be written: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

/** Waits for the measures that a run planned; Ctrl-C gives them up. */
async function finishMeasures({ client, studio, output, interruption }: CommandContext, id: string): Promise<void> {
  const { config } = await client.runs.show({ id })
  if (config.measures === undefined || interruption.first.aborted) return
  output.note('Measuring what is left of the checkpoints. Ctrl-C gives that up.')
  const interrupted = new Promise<void>((resolve) => {
    interruption.first.addEventListener('abort', () => resolve(), { once: true })
  })
  await Promise.race([studio.measured(), interrupted])
}

/** The commands that draw with what a run has learned. */
function drawingCommands({ id, config: { family } }: Run): readonly string[] {
  if (families[family].sampler !== null)
    return [`sample ${id} --count 64 --out samples.png`, `interpolate ${id} --from 1 --to 2 --out morph.gif`]
  return family === 'cyclegan' ? [`translate ${id} photo.png --out translated.png`] : []
}

/** Follows a run to its end, says how it went and where everything is, and answers with the exit code. */
export async function followRun(context: CommandContext, id: string): Promise<number> {
  const { client, output, launch, interruption } = context
  await watchToEnd(context, id)
  await finishMeasures(context, id)
  const run = await client.runs.show({ id })
  const files = filesOf(context, run, await timeLapseOf(context, run))
  const { state } = run.status
  const more = [
    '',
    'Look further:',
    `  ${launch.command} runs show ${id}`,
    ...drawingCommands(run).map((command) => `  ${launch.command} ${command}`),
    ...(state === 'completed' ? [] : [`  ${launch.command} runs resume ${id}`]),
  ]
  output.result(runDocument(run, files), () => ['', ...runLines(run, files), ...more])
  if (output.json) for (const line of fileLines(files)) output.note(line)
  if (run.status.state === 'failed') {
    for (const line of [run.status.failure.message, run.status.failure.safe, run.status.failure.next]) output.note(line)
  }
  if (interruption.first.aborted) return exitCodes.interrupted
  return state === 'completed' || state === 'stopped' ? exitCodes.done : exitCodes.failed
}
