import { classesOf, latentSpaceOf } from '@shared/architecture/spec'
import type { DrawnClass } from '@shared/latent/drawn-class'
import type { RunConfig } from '@shared/runs/config'
import { sampleLayout } from '@shared/runs/sample-layout'
import type { Executor } from '../compute/engine'
import { fixedLatents } from '../noise'
import { fillClasses } from '../one-hot'

/** The inference of a program that draws samples, and its feed. */
const INFERENCE = 'samples'
const FEED = 'z'
const LABELS = 'labels/fake'

/** The classes of images that are drawn for all: one after the other, again and again. */
const gridClass = (row: number, classes: number): number => row % classes

/** The labels that samples are drawn for, where the networks take any: by default the classes in turn. */
export interface SampleLabels {
  readonly classes?: number | undefined
  readonly classOf?: (row: number) => DrawnClass
}

/** Images of latents by an executor's `samples` inference: values in [−1, 1], NHWC. `latents` fills its feed exactly. */
export async function drawSamples(
  executor: Executor,
  latents: Float32Array,
  { classes, classOf = (row) => gridClass(row, classes ?? 1) }: SampleLabels = {},
): Promise<Float32Array> {
  const feeds = executor.feeds[INFERENCE] ?? {}
  const [feed, labels] = [feeds[FEED], feeds[LABELS]]
  if (!(feed instanceof Float32Array)) throw new Error(`The program has no inference “${INFERENCE}”`)
  feed.set(latents)
  if (classes !== undefined && labels instanceof Float32Array) fillClasses(labels, classes, classOf)
  return executor.infer(INFERENCE)
}

/** Draws the run's fixed-noise grid: images of values in [−1, 1], NHWC. With classes the same latents are drawn for each. */
export async function drawFixedSamples(
  executor: Executor,
  { seed, architecture, samples }: Pick<RunConfig, 'seed' | 'architecture' | 'samples'>,
): Promise<Float32Array> {
  const latent = latentSpaceOf(architecture)
  if (latent === undefined) throw new Error(`A system of the family ${architecture.family} has no latents`)
  const classes = classesOf(architecture)
  const { columns, byClass } = sampleLayout(samples.count, classes)
  if (!byClass) return drawSamples(executor, fixedLatents(seed, latent, samples.count), { classes })
  const row = fixedLatents(seed, latent, columns)
  const latents = new Float32Array(samples.count * latent.size)
  for (let start = 0; start < latents.length; start += row.length) latents.set(row, start)
  return drawSamples(executor, latents, { classes, classOf: (index) => Math.floor(index / columns) })
}
