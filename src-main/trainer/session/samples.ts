import { join } from 'node:path'
import type { RunConfig } from '@shared/runs/config'
import { sampleFileName } from '@shared/runs/files'
import type { Executor } from '../compute/engine'
import { writeAtomically } from '../files/atomic'
import type { Disk } from '../files/disk'
import { fixedLatents } from '../noise'
import { composeGrid } from '../pictures/grid'
import { encodePng } from '../pictures/png'

/** The inference of a program that draws samples, and its feed. */
const INFERENCE = 'samples'
const FEED = 'z'

/** The file of a run's grid at a step. */
export const sampleFile = (runFolder: string, step: number): string => join(runFolder, 'samples', sampleFileName(step))

/** Images of latents by an executor's `samples` inference: values in [−1, 1], NHWC. `latents` fills its feed exactly. */
export async function drawSamples(executor: Executor, latents: Float32Array): Promise<Float32Array> {
  const feed = executor.feeds[INFERENCE]?.[FEED]
  if (!(feed instanceof Float32Array)) throw new Error(`The program has no inference “${INFERENCE}”`)
  feed.set(latents)
  return executor.infer(INFERENCE)
}

/** Draws the run's fixed-noise grid and writes it as PNG. */
export async function saveSample(
  disk: Disk,
  executor: Executor,
  config: Pick<RunConfig, 'seed' | 'architecture' | 'samples'>,
  file: string,
): Promise<void> {
  const { latent, image } = config.architecture
  const values = await drawSamples(executor, fixedLatents(config.seed, latent, config.samples.count))
  await writeAtomically(disk, file, await encodePng(composeGrid(values, image)))
}
