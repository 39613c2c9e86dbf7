import { readFileSync } from 'node:fs'
import { freemem, totalmem } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { FeedsOpener } from '../src-main/trainer/batches/feeds'
import { workerFeeds } from '../src-main/trainer/batches/worker-feeds'
import type { Engine, Executor } from '../src-main/trainer/compute/engine'
import { chooseEngine, usableEngines } from '../src-main/trainer/compute/engines/registry'
import { disk } from '../src-main/trainer/files/disk'
import { systemClock } from '../src-main/trainer/session/clock'
import type { SessionTools } from '../src-main/trainer/session/run'
import { workerSaver } from '../src-main/trainer/session/worker-saver'
import { Preset } from '../src-shared/presets/preset'
import type { RunConfig } from '../src-shared/runs/config'

/** The config of a preset. */
export const presetConfig = (root: string, id: string): RunConfig =>
  Preset.parse(JSON.parse(readFileSync(join(root, 'resources', 'presets', `${id}.json`), 'utf8'))).config

/** An engine whose `run` is timed; `onStep` hears of the start of every step. */
export function timed(engine: Engine, onRun: (milliseconds: number) => void, onStep: () => void): Engine {
  return {
    ...engine,
    async prepare(program, state, onPhase) {
      const executor = await engine.prepare(program, state, onPhase)
      const [first] = program.phases
      const run: Executor['run'] = async (phase, rate) => {
        if (phase === first?.name) onStep()
        const begin = performance.now()
        const measures = await executor.run(phase, rate)
        onRun(performance.now() - begin)
        return measures
      }
      return {
        feeds: executor.feeds,
        run,
        gradients: (phase) => executor.gradients(phase),
        infer: (name) => executor.infer(name),
        snapshot: () => executor.snapshot(),
        restore: (snapshot) => executor.restore(snapshot),
        dispose: () => executor.dispose(),
      }
    },
  }
}

/** The tools of a real run whose engine is changed by `wrap`. */
export const toolsFor = (
  root: string,
  wrap: (engine: Engine) => Engine,
  openFeeds: FeedsOpener = workerFeeds(join(root, 'out', 'main', 'feeds.cjs')),
): SessionTools => ({
  disk,
  clock: systemClock,
  usableEngines,
  openFeeds,
  openSaver: workerSaver(join(root, 'out', 'main', 'saves.cjs')),
  memory: () => ({ free: freemem(), total: totalmem() }),
  chooseEngine: async (wanted) => wrap(await chooseEngine(wanted)),
})
