import { existsSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import type { LatentSession } from '@shared/contract/latent'
import type { Drawing } from '@shared/latent/drawing'
import { type DrawnClass, hasClasses } from '@shared/latent/drawn-class'
import type { ExportFormat } from '@shared/latent/export'
import type { Film } from '@shared/latent/film'
import type { Easing, Way } from '@shared/latent/path'
import { formatPoint, parsePoint } from '@shared/latent/point'
import type { Weights } from '@shared/latent/weights'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find'
import { typedPath } from '../launch'

const badInput = (message: string, next: string): StudioError =>
  new StudioError('INVALID_INPUT', message, { safe: 'Nothing was written.', next })

/** Where a file is to go, and its ending without the dot, checked before the long work. @throws StudioError `INVALID_INPUT` */
export function outputFile<Ending extends string>(
  { launch }: CommandContext,
  typed: string,
  endings: readonly Ending[],
): { file: string; ending: Ending } {
  const file = typedPath(launch, typed)
  const ending = endings.find((one) => extname(file).toLowerCase() === `.${one}`)
  if (ending === undefined) {
    throw badInput(
      `${typed} has none of the endings that can be written`,
      `Let its name end in ${endings.map((one) => `.${one}`).join(', ')}.`,
    )
  }
  if (!existsSync(dirname(file)))
    throw badInput(`There is no folder ${dirname(file)}`, 'Make it first, or choose another.')
  return { file, ending }
}

/** Which generator is meant: a run's newest good checkpoint, or that of a step, with the run's choice of weights or another. */
export interface Wanted {
  readonly run: string
  readonly checkpoint?: number | undefined
  readonly weights?: Weights | undefined
}

/** Loads a generator for some work. */
export async function withGenerator(
  { client, studio }: CommandContext,
  { run, checkpoint, weights }: Wanted,
  work: (session: LatentSession) => Promise<void>,
): Promise<LatentSession> {
  const { id } = findRun(await client.runs.list({ project: null }), run)
  const name = await checkpointAt(client, id, checkpoint)
  const session = await client.latent.open({ run: id, checkpoint: name, weights })
  try {
    await work(session)
  } finally {
    await studio.latent.close(session.session)
  }
  return session
}

/** @throws StudioError `INVALID_INPUT` for a class that a model does not have */
function requireClasses(drawn: DrawnClass, classes: number | null): void {
  if (classes === null) throw badInput('This model takes no classes', 'Leave the class out.')
  if (!hasClasses(drawn, classes)) throw badInput('The model has no such class', `Choose from 0 to ${classes - 1}.`)
}

const drawOn = (context: CommandContext, wanted: Wanted, drawing: Drawing, file: string): Promise<LatentSession> =>
  withGenerator(context, wanted, async ({ session, classes }) => {
    if ('label' in drawing && drawing.label !== undefined) requireClasses(drawing.label, classes)
    for await (const _ of context.studio.latent.draw(session, drawing, file));
  })

/** The name of the checkpoint of a step; null for the newest where none is asked for. */
export async function checkpointAt(
  client: CommandContext['client'],
  run: string,
  step: number | undefined,
): Promise<string | null> {
  if (step === undefined) return null
  const { checkpoints } = await client.runs.show({ id: run })
  const found = checkpoints.find((one) => one.step === step)
  if (found !== undefined) return found.name
  throw new StudioError('UNKNOWN_CHECKPOINT', `The run ${run} has no checkpoint of step ${step}`, {
    safe: 'Nothing was written.',
    next: 'Take one of its checkpoints, or leave the option out for the newest.',
    nearest: checkpoints.map((one) => String(one.step)),
  })
}

/** Multiplies a latent's truncation. */
function truncated(identifier: string, psi: number): string {
  const point = parsePoint(identifier)
  return point === undefined || psi === 1 ? identifier : formatPoint({ ...point, truncation: point.truncation * psi })
}

/** What `sample` is told. */
export interface SampleOptions {
  readonly count: number
  readonly seed: number
  readonly latent: readonly string[]
  readonly truncation: number
  readonly checkpoint?: number
  readonly weights?: Weights
  /** A class by its number, a blend of two, or all: a row for each. */
  readonly class?: DrawnClass | 'all'
  readonly out: string
}

/** `sample RUN` */
export async function sample(context: CommandContext, wanted: string, options: SampleOptions): Promise<number> {
  const { file } = outputFile(context, options.out, ['png'])
  const { count, seed, latent, checkpoint, weights } = options
  const named = latent.length > 0 ? latent : Array.from({ length: count }, (_, i) => `seed:${seed + i}`)
  const points = named.map((one) => truncated(one, options.truncation))
  const drawing: Drawing =
    options.class === 'all' ? { kind: 'classes', points } : { kind: 'pictures', points, label: options.class }
  const { run, checkpoint: name, step } = await drawOn(context, { run: wanted, checkpoint, weights }, drawing, file)
  const what = latent.length > 0 ? `${points.length} latents` : `seeds ${seed} to ${seed + count - 1}`
  context.output.result({ run, checkpoint: name, step, latents: points, file }, () => [
    `${points.length} images of ${run} at step ${step}, ${what}: ${file}`,
  ])
  return exitCodes.done
}

/** What `interpolate` is told. */
export interface InterpolateOptions {
  readonly from?: string
  readonly to?: string
  readonly through: readonly string[]
  readonly way: Way
  readonly easing: Easing
  readonly loop?: boolean
  readonly frames?: number
  readonly seconds: number
  readonly rate: Extract<Drawing, { kind: 'film' }>['rate']
  readonly truncation: number
  readonly class?: DrawnClass
  readonly checkpoint?: number
  readonly weights?: Weights
  readonly out: string
}

function keyframesOf({ from, to, through }: InterpolateOptions): string[] {
  const keyframes = [from, ...through, to].filter((one) => one !== undefined)
  if (keyframes.length >= 2) return keyframes
  throw badInput('A way needs at least two latents', 'Give --from and --to, or --through more than once.')
}

/** `interpolate RUN` */
export async function interpolate(
  context: CommandContext,
  wanted: string,
  options: InterpolateOptions,
): Promise<number> {
  const { file, ending } = outputFile(context, options.out, ['gif', 'webm', 'npy', 'json'])
  const { way, easing, loop = false, rate, seconds, checkpoint, weights } = options
  const film: Film = {
    keyframes: keyframesOf(options).map((one) => truncated(one, options.truncation)),
    way,
    easing,
    loop,
    frames: options.frames ?? Math.max(2, Math.round(seconds * rate)),
  }
  const drawing: Drawing =
    ending === 'gif' || ending === 'webm'
      ? { kind: 'film', format: ending, film, rate, label: options.class }
      : { kind: 'latents', format: ending, film }
  const { run, checkpoint: name, step } = await drawOn(context, { run: wanted, checkpoint, weights }, drawing, file)
  context.output.result({ run, checkpoint: name, step, ...film, rate, file }, () => [
    `${film.frames} frames of ${run} at step ${step}, through ${film.keyframes.join(', ')}: ${file}`,
  ])
  return exitCodes.done
}

/** `export RUN --format onnx|safetensors` */
export async function exportModel(
  context: CommandContext,
  wanted: Wanted,
  format: ExportFormat,
  out: string,
): Promise<number> {
  const folder = typedPath(context.launch, out)
  const session = await withGenerator(context, wanted, ({ session: open }) =>
    context.studio.latent.exportModel(open, format, folder),
  )
  const { run, checkpoint, step } = session
  context.output.result({ run, checkpoint, step, format, folder }, () => [
    `The generator of ${run} at step ${step} as ${format}: ${folder}`,
  ])
  return exitCodes.done
}
