import { rmSync } from 'node:fs'
import { homePaths } from '../src-main/home/home'
import { openHome } from '../src-main/home/open'
import { stream } from '../src-shared/random/generator'
import type { RunConfig } from '../src-shared/runs/config'
import { metricNames } from '../src-shared/runs/metrics'

/** How much of it there is. */
export interface Size {
  readonly runs: number
  readonly points: number
}

const features = { id: '0123456789abcdef', kind: 'classes' as const, title: 'MNIST', size: 64, accuracy: 0.98 }
const rates = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3] as const
const batches = [32, 64, 128] as const
/** Checkpoints that were measured. */
const measured = 20

/** The twenty series of a run: every metric that the studio knows, and FID at some steps. */
export const seriesOfRun = metricNames.length + 1

/**
 * Makes a home with synthetic runs: each metric is a falling exponential with noise and a spike, FID falls with it. Settings are five
 * learning rates × three batch sizes × seeds.
 */
export function makeHome(folder: string, config: RunConfig, { runs, points }: Size): void {
  rmSync(folder, { recursive: true, force: true })
  const home = openHome(homePaths(folder))
  const { store } = home
  store.projects.add({ id: 'bench', name: 'Bench', created: 1, opened: 1 })
  if (config.family !== 'adversarial') throw new Error('an adversarial preset is wanted')
  for (let number = 0; number < runs; number++) {
    const random = stream(1, 'bench', number)
    const rate = rates[number % rates.length] ?? 1e-3
    const batchSize = batches[Math.floor(number / rates.length) % batches.length] ?? 64
    const { generator, discriminator } = config.optimisers
    const own = {
      ...config,
      batchSize,
      seed: Math.floor(number / (rates.length * batches.length)),
      optimisers: {
        generator: { ...generator, learningRate: rate },
        discriminator: { ...discriminator, learningRate: rate },
      },
    }
    store.transaction(() => {
      const { id } = store.runs.add({
        project: 'bench',
        name: `run ${number + 1}`,
        preset: 'mlp-small',
        config: own,
        parameters: { generator: 81_284, discriminator: 78_601 },
        progress: {
          step: 0,
          steps: points,
          stepsPerEpoch: 500,
          epoch: 0,
          epochs: points / 500,
          imagesPerSecond: null,
          secondsLeft: null,
        },
      })
      const series = Object.fromEntries(
        metricNames.map((name, index) => {
          const spike = random.below(points)
          const values = Array.from({ length: points }, (_, step) => {
            const level = Math.exp((-step * (index + 1)) / points) + rate * 100
            return step === spike ? 10 : level + 0.1 * (random.uniform() - 0.5)
          })
          return [name, values]
        }),
      )
      store.metrics.append(id, { firstStep: 1, series })
      for (let epoch = 1; epoch <= points / 500; epoch++) {
        store.epochs.put(id, {
          epoch,
          step: epoch * 500,
          means: { generatorLoss: 1 / epoch, discriminatorLoss: 2 / epoch },
        })
      }
      for (let check = 1; check <= measured; check++) {
        const step = (points / measured) * check
        const value = 20 + 300 * Math.exp(-check / 5) + 1e4 * rate + 4 * random.uniform()
        const quantity = 'fid' as const
        const where = { dataset: 'mnist', split: 'train', seed: 0, samples: 5000, features, checkpoint: `step-${step}` }
        store.measuredValues.put(id, { quantity, value, error: null, step, at: step, ...where })
      }
      store.clock.note(id, points / 2, points / 200)
      store.runs.update(id, {
        status: { state: 'completed' },
        progress: {
          step: points,
          steps: points,
          stepsPerEpoch: 500,
          epoch: points / 500,
          epochs: points / 500,
          imagesPerSecond: null,
          secondsLeft: null,
        },
        engine: 'compiled-cpu',
        trainingSeconds: points / 100,
      })
    })
  }
  home.close()
}
