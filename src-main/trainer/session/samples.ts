import { join } from 'node:path'
import type { RunConfig } from '@shared/runs/config'
import { sampleFileName } from '@shared/runs/files'
import type { Executor } from '../compute/engine'
import { writeAtomically } from '../files/atomic'
import type { Disk } from '../files/disk'
import { fixedLatents } from '../noise'
import { fillOneHot } from '../one-hot'
import { composeGrid } from '../pictures/grid'
import { encodePng } from '../pictures/png'

/** The inference of a program that draws samples, and its feed. */
const INFERENCE = 'samples'
const FEED = 'z'
const LABELS = 'labels/fake'

/** The file of a run's grid at a step. */
export const sampleFile = (runFolder: string, step: number): string => join(runFolder, 'samples', sampleFileName(step))

/** The classes of a run's fixed-noise grid: one after the other, again and again. */
const gridClass = (row: number, classes: number): number => row % classes

/** The labels that samples are drawn for, where the networks take any: by default the classes in turn. */
export interface SampleLabels {
  readonly classes?: number | undefined
  readonly classOf?: (row: number) => number
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
  if (classes !== undefined && labels instanceof Float32Array) fillOneHot(labels, classes, classOf)
  return executor.infer(INFERENCE)
}

/** Draws the run's fixed-noise grid and writes it as PNG. */
export async function saveSample(
  disk: Disk,
  executor: Executor,
  config: Pick<RunConfig, 'seed' | 'architecture' | 'samples'>,
  file: string,
): Promise<void> {
  const { latent, image, classes } = config.architecture
  const values = await drawSamples(executor, fixedLatents(config.seed, latent, config.samples.count), { classes })
  await writeAtomically(disk, file, await encodePng(composeGrid(values, image)))
}
