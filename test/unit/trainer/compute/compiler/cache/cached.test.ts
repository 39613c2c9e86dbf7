import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GraphCache } from '../../../../../../src-main/trainer/compute/compiler/cache/cached'
import { GraphStore } from '../../../../../../src-main/trainer/compute/compiler/cache/store'
import { fullOptimisation } from '../../../../../../src-main/trainer/compute/compiler/compile'
import { passes } from '../../../../../../src-main/trainer/compute/compiler/passes/registry'
import type { Arrays, Engine, Program, Snapshot } from '../../../../../../src-main/trainer/compute/engine'
import { compiledCpuEngine } from '../../../../../../src-main/trainer/compute/engines/compiled-cpu'
import { type RuntimeChoice, runtimeOpeners } from '../../../../../../src-main/trainer/compute/runtime/choose'
import { buildProgram } from '../../../../../../src-main/trainer/program/build'
import type { AdversarialConfig } from '../../../../../../src-shared/runs/adversarial-config'
import { architecture, chain, convolution, dense, layer, reshape } from '../../../../../support/networks'
import { onProcessor } from '../../../../../support/provider-engines'
import { temporaryFolder } from '../../../../../support/temporary-folder'
import { tinyConfig } from '../../../../../support/tiny-run'
import { fillFeeds, stateFor } from '../../engines/agreement'

/** Layers whose graphs ONNX Runtime rewrites a good deal. */
const config: AdversarialConfig = {
  ...tinyConfig,
  architecture: architecture(
    {
      generator: chain(
        layer.latent,
        dense(32, false),
        reshape(2, 2, 8),
        layer.normalise,
        layer.relu,
        ...up(),
        layer.tanh,
      ),
      discriminator: chain(layer.image, convolution('conv2d', [6, 4, 2, 1]), layer.normalise, layer.flatten, dense(1)),
    },
    { height: 4, width: 4, channels: 1 },
  ),
}

function up() {
  return [convolution('conv2d-transpose', [1, 4, 2, 1])]
}

/** A program that counts how often it is traced. */
function counted(changes: Partial<AdversarialConfig> = {}): {
  readonly program: Program
  readonly traces: () => number
} {
  const built = buildProgram({ ...config, ...changes })
  let traces = 0
  const counting = <T extends { compute(...given: never[]): unknown }>(one: T): T => ({
    ...one,
    compute: (...given: Parameters<T['compute']>) => {
      traces++
      return one.compute(...given)
    },
  })
  return {
    program: { ...built, phases: built.phases.map(counting), inferences: built.inferences.map(counting) },
    traces: () => traces,
  }
}

interface Setting {
  readonly cache?: GraphCache | undefined
  readonly changes?: Partial<AdversarialConfig>
  readonly opener?: (typeof runtimeOpeners)[number]
  readonly options?: typeof fullOptimisation
}

interface Trained {
  readonly state: Snapshot
  readonly drawn: Float32Array
  readonly gradients: Arrays
  readonly traces: number
}

/** Trains a few steps and draws: everything that a run's numbers depend on, and how often was traced. */
async function train(setting: Setting): Promise<Trained> {
  const { cache, changes, opener = runtimeOpeners[0], options = fullOptimisation } = setting
  if (opener === undefined) throw new Error('no runtime')
  const runtime = await opener(2)
  const choose = async (): Promise<RuntimeChoice> => ({ available: true, runtime, reason: '' })
  const cacheOf = () => cache && { ...cache, ...(runtime.optimise && { optimise: runtime.optimise }) }
  return trainOn(compiledCpuEngine(options, choose, cacheOf), changes)
}

async function trainOn(engine: Engine, changes?: Partial<AdversarialConfig>): Promise<Trained> {
  const { program, traces } = counted(changes)
  const executor = await engine.prepare(program, stateFor(program))
  for (let step = 0; step < 3; step++) {
    for (const { name } of program.phases) {
      fillFeeds(executor, name, step)
      await executor.run(name)
    }
  }
  fillFeeds(executor, 'samples', 9)
  const [state, drawn] = [await executor.snapshot(), await executor.infer('samples')]
  const { gradients } = await executor.gradients('generator')
  executor.dispose()
  return { state, drawn, gradients, traces: traces() }
}

const cacheIn = (folder: string, changes: Partial<GraphCache> = {}): GraphCache => ({
  store: new GraphStore(folder),
  build: 'this build',
  target: 'this machine',
  ...changes,
})

describe('compiled graphs on the disk', () => {
  it.each(runtimeOpeners.map((opener) => ({ name: opener.name, opener })))(
    'give the same bits as compiling anew, and nothing is traced for them: $name',
    async ({ opener }) => {
      const cache = cacheIn(temporaryFolder())
      const anew = await train({ opener })
      const first = await train({ opener, cache })
      const second = await train({ opener, cache })
      expect([anew.traces, first.traces, second.traces]).toEqual([3, 3, 0])
      expect(first.state).toEqual(anew.state)
      expect(second.state).toEqual(anew.state)
      expect(first.drawn).toEqual(anew.drawn)
      expect(second.drawn).toEqual(anew.drawn)
    },
  )

  it('are kept for a device as well', async () => {
    const cache = cacheIn(temporaryFolder())
    const anew = await trainOn(onProcessor())
    const first = await trainOn(onProcessor(undefined, cache))
    const second = await trainOn(onProcessor(undefined, cache))
    expect([anew.traces, first.traces, second.traces]).toEqual([4, 4, 0])
    for (const { traces: _, ...trained } of [first, second]) expect({ ...trained, traces: anew.traces }).toEqual(anew)
  })

  it('are made again where they are damaged', async () => {
    const folder = temporaryFolder()
    const cache = cacheIn(folder)
    const first = await train({ cache })
    const files = readdirSync(folder).map((name) => join(folder, name))
    const whole = files.map((file) => readFileSync(file))
    for (const [i, file] of files.entries()) writeFileSync(file, whole[i]?.subarray(0, -1) ?? '')
    const second = await train({ cache })
    expect(second).toEqual(first)
    expect(files.map((file) => readFileSync(file))).toEqual(whole)
  })

  it('belong to all that they depend on, and to nothing else', async () => {
    const folder = temporaryFolder()
    const cache = cacheIn(folder)
    await train({ cache })
    expect((await train({ cache, changes: { seed: 8, duration: { unit: 'steps', count: 5 } } })).traces).toBe(0)
    const others: Setting[] = [
      { cache, changes: { batchSize: 6 } },
      { cache, changes: { objective: { type: 'minimax' } } },
      { cache, changes: { architecture: { ...config.architecture, latent: { size: 5, prior: 'normal' } } } },
      { cache, changes: { gradientClipping: 1 } },
      { cache, changes: { generatorAverage: { decay: 0.9, samples: true } } },
      { cache: cacheIn(folder, { build: 'another build' }) },
      { cache: cacheIn(folder, { target: 'another machine' }) },
      { cache, options: { ...fullOptimisation, passes: passes.slice(1) } },
      { cache, options: { ...fullOptimisation, closedFormNormalisation: false } },
    ]
    const traces: number[] = []
    for (const setting of others) traces.push((await train(setting)).traces)
    expect(traces).toEqual(others.map(() => 3))
  })

  it('are not kept for a program that cannot be told from others', async () => {
    const folder = temporaryFolder()
    const cache = cacheIn(folder)
    const { identity: _, ...anonymous } = counted().program
    const executor = await compiledCpuEngine(fullOptimisation, undefined, () => cache).prepare(
      anonymous,
      stateFor(anonymous),
    )
    executor.dispose()
    expect(readdirSync(folder)).toEqual([])
  })
})
