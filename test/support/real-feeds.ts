import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Generator, stream } from '@shared/random/generator'
import type { RunConfig } from '@shared/runs/config'
import { resourcesFolder } from '../../src-main/resources'
import type { Executor } from '../../src-main/trainer/compute/engine'
import { fillNoise } from '../../src-main/trainer/noise'
import { fillOneHot } from '../../src-main/trainer/one-hot'
import type { PlannedPhase } from '../../src-main/trainer/program/planned'
import { pickArray } from './eager'

const SIDE = 28
const PIXELS = SIDE * SIDE
const COUNT = 2000

/** Pixels of the first digits of MNIST's test split; an IDX file of images begins with 16 bytes of sizes. */
const digits = gunzipSync(
  readFileSync(join(resourcesFolder(), 'datasets', 'mnist', 't10k-images-idx3-ubyte.gz')),
).subarray(16, 16 + COUNT * PIXELS)

/** Digits brought to a batch's size, [batch, height, width, channels]: the nearest pixel of each, in every channel. */
function fillDigits(batch: Uint8Array | Float32Array, shape: readonly number[], generator: Generator): void {
  const [count = 0, height = 0, width = 0, channels = 0] = shape
  for (let image = 0, at = 0; image < count; image++) {
    const from = generator.below(COUNT) * PIXELS
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const pixel = from + Math.floor((y * SIDE) / height) * SIDE + Math.floor((x * SIDE) / width)
        for (let channel = 0; channel < channels; channel++) batch[at++] = digits[pixel] ?? 0
      }
    }
  }
}

/** Fills the feeds of a phase as a run of digits would, the same on each engine. */
export function feedReal(executor: Executor, phase: PlannedPhase, config: RunConfig, update: number): void {
  const buffers = pickArray(executor.feeds, phase.name)
  fillNoise(phase, buffers, { seed: config.seed, update })
  for (const { name, source, shape } of phase.feeds) {
    const generator = stream(config.seed, name, update)
    const buffer = pickArray(buffers, name)
    if (source.type === 'images') fillDigits(buffer, shape, generator)
    if (source.type !== 'labels' || !(buffer instanceof Float32Array)) continue
    const classes = shape[1] ?? 1
    fillOneHot(buffer, classes, () => generator.below(classes))
  }
}
