import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type FeedsOpener, openInlineFeeds } from '../src-main/trainer/batches/feeds'
import { workerFeeds } from '../src-main/trainer/batches/worker-feeds'
import { stream } from '../src-shared/random/generator'
import { presetConfig } from './real-runs'
import { type Cost, measure } from './run-cost'

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const openers: Readonly<Record<string, (root: string) => FeedsOpener>> = {
  inline: () => openInlineFeeds,
  worker: (root) => workerFeeds(join(root, 'out', 'main', 'feeds.cjs')),
}

/** Measures real runs: `--presets a,b --feeds inline,worker --steps N --rounds N`. */
export async function main(root: string): Promise<void> {
  const { values } = parseArgs({
    options: {
      presets: { type: 'string', default: 'mlp-small,mlp-wide,dcgan-28' },
      feeds: { type: 'string', default: 'inline,worker' },
      steps: { type: 'string', default: '200' },
      rounds: { type: 'string', default: '5' },
    },
  })
  const ways = values.feeds.split(',').map((name) => {
    const opener = openers[name]
    if (opener === undefined) throw new Error(`unknown feeds ${name}`)
    return { name, openFeeds: opener(root), costs: [] as Cost[] }
  })
  const folder = mkdtempSync(join(tmpdir(), 'gan-studio-bench-'))
  try {
    console.log('| preset | feeds | ms a step | in the engine | outside of it | main thread busy | processor time |')
    console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: |')
    for (const id of values.presets.split(',')) {
      const config = presetConfig(root, id)
      const { height, width, channels } = config.architecture.image
      const images = { folder, file: join(folder, 'images.u8'), count: 60_000 }
      const noise = stream(1, 'images')
      writeFileSync(
        images.file,
        Uint8Array.from({ length: images.count * height * width * channels }, () => noise.below(256)),
      )
      for (const { costs } of ways) costs.splice(0)
      for (let round = 0; round < Number(values.rounds); round++) {
        for (const { openFeeds, costs } of ways)
          costs.push(await measure(root, config, images, Number(values.steps), openFeeds))
      }
      for (const { name, costs } of ways) {
        const of = (pick: (cost: Cost) => number) => median(costs.map(pick))
        const step = of((cost) => cost.step)
        const share = (milliseconds: number) =>
          `${milliseconds.toFixed(3)} (${((milliseconds / step) * 100).toFixed(1)} %)`
        const cells = [
          id,
          name,
          step.toFixed(3),
          of((cost) => cost.engine).toFixed(3),
          share(of((cost) => cost.step - cost.engine)),
          share(of((cost) => cost.busy)),
          of((cost) => cost.processor).toFixed(3),
        ]
        console.log(`| ${cells.join(' | ')} |`)
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
