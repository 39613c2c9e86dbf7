import { performance } from 'node:perf_hooks'
import type { FeedsOpener } from '../src-main/trainer/batches/feeds'
import { Control } from '../src-main/trainer/session/control'
import { trainRun } from '../src-main/trainer/session/run'
import type { RunConfig } from '../src-shared/runs/config'
import { timed, toolsFor } from './real-runs'

/** Steps that are not counted. */
const WARM_UP = 20

/** What the steps of one run cost, milliseconds a step. */
export interface Cost {
  readonly step: number
  /** In the engine: ONNX Runtime, the optimiser, what is copied. */
  readonly engine: number
  /** How long the main thread was busy, with the optimiser. */
  readonly busy: number
  /** Processor time of all threads. */
  readonly processor: number
}

/** Takes steps of a run on images of a file. */
export async function measure(
  root: string,
  config: RunConfig,
  images: { readonly folder: string; readonly file: string; readonly count: number },
  steps: number,
  openFeeds: FeedsOpener,
): Promise<Cost> {
  let engineTime = 0
  let step = 0
  let begin = { time: 0, loop: performance.eventLoopUtilization(), processor: process.cpuUsage() }
  let cost: Cost | undefined
  const onStep = () => {
    if (step === WARM_UP) {
      begin = { time: performance.now(), loop: performance.eventLoopUtilization(), processor: process.cpuUsage() }
      engineTime = 0
    }
    if (step === WARM_UP + steps) {
      const loop = performance.eventLoopUtilization(begin.loop)
      const { user, system } = process.cpuUsage(begin.processor)
      cost = {
        step: (performance.now() - begin.time) / steps,
        engine: engineTime / steps,
        busy: loop.active / steps,
        processor: (user + system) / 1000 / steps,
      }
    }
    step++
  }
  const never = { unit: 'epochs', every: 1_000_000 } as const
  await trainRun(
    {
      run: 'bench',
      directory: images.folder,
      config: {
        ...config,
        engine: config.engine === 'auto' ? 'compiled-cpu' : config.engine,
        duration: { unit: 'steps', count: WARM_UP + steps + 1 },
        samples: { ...config.samples, cadence: never },
        checkpoints: { cadence: never, keep: 1 },
      },
      images: { file: images.file, count: images.count, image: config.architecture.image },
      changes: [],
      heldOut: null,
      checkpoint: null,
      origin: null,
      engine: null,
      lastEngine: null,
    },
    toolsFor(
      root,
      (engine) =>
        timed(
          engine,
          (milliseconds) => {
            engineTime += milliseconds
          },
          onStep,
        ),
      openFeeds,
    ),
    new Control(),
    (event) => {
      if (event.type === 'failed') throw new Error(event.failure.message)
    },
  )
  if (cost === undefined) throw new Error('The run ended early')
  return cost
}
