import { join } from 'node:path'
import { latentOf } from '@shared/latent/vectors'
import { chooseEngine } from '../src-main/trainer/compute/engines/registry'
import { disk } from '../src-main/trainer/files/disk'
import { Generators } from '../src-main/trainer/latent/generators'

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN

/** Times single pictures of the checkpoints that are named, without a window: loading, the first, and the median of many. */
export async function main(): Promise<void> {
  for (const checkpoint of process.argv.slice(2)) {
    const generators = new Generators(disk, chooseEngine)
    const begin = performance.now()
    const generator = await generators.open('bench', join(checkpoint))
    const loaded = performance.now() - begin
    const latents = Array.from({ length: 8 }, (_, seed) => latentOf(seed, generator.latent))
    const times: number[] = []
    for (let picture = 0; picture < 120; picture++) {
      const from = performance.now()
      await generator.draw(latents[picture % 8] ?? new Float32Array(generator.latent.size))
      times.push(performance.now() - from)
    }
    const [first = Number.NaN, ...others] = times
    const sorted = others.slice(10).sort((a, b) => a - b)
    console.log(
      `${checkpoint}: loaded in ${loaded.toFixed(0)} ms, first picture ${first.toFixed(1)} ms, then ${quantile(sorted, 0.5).toFixed(2)} ms (95th percentile ${quantile(sorted, 0.95).toFixed(2)})`,
    )
    await generators.close('bench')
  }
}
