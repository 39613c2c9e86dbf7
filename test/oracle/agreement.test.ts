import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { LayerSpec } from '@shared/architecture/layers/registry'
import type { NetworkSpec } from '@shared/architecture/spec'
import type { EngineId } from '@shared/compute/engine'
import { stream } from '@shared/random/generator'
import type { RunConfig } from '@shared/runs/config'
import { expect, test } from 'vitest'
import { openPresets } from '../../src-main/presets/library'
import { resourcesFolder } from '../../src-main/resources'
import type { Arrays, Executor, Snapshot } from '../../src-main/trainer/compute/engine'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import { initialState } from '../../src-main/trainer/nets/initial-state'
import { fillNoise } from '../../src-main/trainer/noise'
import { buildProgram } from '../../src-main/trainer/program/build'
import type { PlannedPhase } from '../../src-main/trainer/program/planned'
import { pickArray, relativeDistance } from '../support/eager'
import { usableEngines } from '../support/usable-engines'

const STEPS = 10
const PIXELS = 28 * 28

/** Pixels of the first digits of MNIST's test split; an IDX file of images begins with 16 bytes of sizes. */
const digits = gunzipSync(
  readFileSync(join(resourcesFolder(), 'datasets', 'mnist', 't10k-images-idx3-ubyte.gz')),
).subarray(16, 16 + 2000 * PIXELS)

function feed(executor: Executor, phase: PlannedPhase, config: RunConfig, update: number): void {
  const buffers = pickArray(executor.feeds, phase.name)
  fillNoise(phase, buffers, { seed: config.seed, prior: config.architecture.latent.prior, update })
  for (const { name, source } of phase.feeds) {
    if (source.type !== 'images') continue
    const images = stream(config.seed, 'images', update)
    const batch = pickArray(buffers, name)
    for (let at = 0; at < batch.length; at += PIXELS) {
      const from = images.below(digits.length / PIXELS) * PIXELS
      batch.set(digits.subarray(from, from + PIXELS), at)
    }
  }
}

const presets = openPresets(join(resourcesFolder(), 'presets'))

/** The layer with a quarter of its channels, where it has more than one. */
function narrowed(layer: LayerSpec): LayerSpec {
  const quarter = (size: number) => (size > 1 ? size / 4 : size)
  switch (layer.type) {
    case 'dense':
      return { ...layer, units: quarter(layer.units) }
    case 'conv2d':
    case 'conv2d-transpose':
      return { ...layer, filters: quarter(layer.filters) }
    case 'reshape':
      return { ...layer, shape: layer.shape.map((size, axis) => (axis === 2 ? quarter(size) : size)) }
    default:
      return layer
  }
}

const narrowNetwork = (network: NetworkSpec): NetworkSpec => ({
  ...network,
  layers: network.layers.map((node) => ({ ...node, layer: narrowed(node.layer) })),
})

function narrow(config: RunConfig): RunConfig {
  const { generator, discriminator } = config.architecture.networks
  const networks = { generator: narrowNetwork(generator), discriminator: narrowNetwork(discriminator) }
  return { ...config, architecture: { ...config.architecture, networks } }
}

const every = Array.from({ length: STEPS }, (_, step) => step)
const preset = (id: string, batchSize: number): RunConfig => ({ ...presets.get(id).config, batchSize })

/**
 * Convolutions are slow in plain JavaScript: the DCGAN has a batch of 2, and its ten steps are two tests. With a quarter of
 * its channels it is compared at a larger batch as well.
 */
const cases: readonly [string, RunConfig, readonly number[]][] = [
  ['mlp-small', preset('mlp-small', 64), every],
  ['minimax', preset('minimax', 64), every],
  ['mlp-wide', preset('mlp-wide', 32), every],
  ['dcgan-28, narrowed', narrow(preset('dcgan-28', 4)), every],
  ['dcgan-28, steps 1 to 5', preset('dcgan-28', 2), every.slice(0, 5)],
  ['dcgan-28, steps 6 to 10', preset('dcgan-28', 2), every.slice(5)],
]

/** The weights whose gradients differ by 1e-4 of their norm or more, or are not numbers, and by how much. */
function differing(a: Arrays, b: Arrays, weights: readonly string[]): string[] {
  return weights.flatMap((weight) => {
    const distance = relativeDistance(pickArray(a, weight), pickArray(b, weight))
    return distance < 1e-4 ? [] : [`${weight}: ${distance}`]
  })
}

/** The snapshot with every weight changed by at most a millionth of itself: as far as float32 arithmetic blurs it. */
function nudged(snapshot: Snapshot, number: number): Snapshot {
  const generator = stream(1, 'nudge', number)
  const nudge = (value: number) => value * (1 + 1e-6 * (2 * generator.uniform() - 1))
  const state = Object.fromEntries(Object.entries(snapshot.state).map(([name, values]) => [name, values.map(nudge)]))
  return { ...snapshot, state }
}

/**
 * Whether the engine has the gradients of the reference a rounding error away. At the kink of a ReLU the gradient jumps,
 * so where an activation sits within rounding of zero two right engines differ, as does one from itself.
 */
async function isTie(expected: Arrays, executor: Executor, phase: PlannedPhase, snapshot: Snapshot): Promise<boolean> {
  try {
    for (let number = 0; number < 8; number++) {
      await executor.restore(nudged(snapshot, number))
      const { gradients } = await executor.gradients(phase.name)
      if (differing(gradients, expected, phase.trains).length === 0) return true
    }
    return false
  } finally {
    await executor.restore(snapshot)
  }
}

/** An engine's executor and its name. */
interface Subject {
  readonly id: EngineId
  readonly executor: Executor
}

/**
 * Every engine and the reference from the state that the first engine is in: losses and measures to 1e-5, every gradient
 * to 1e-4.
 * @returns the engines whose gradients could be compared only a rounding error away
 */
async function compare(subjects: readonly Subject[], reference: Executor, phase: PlannedPhase): Promise<EngineId[]> {
  const [first, ...others] = subjects
  if (first === undefined) throw new Error('no engine to compare')
  const snapshot = await first.executor.snapshot()
  for (const { executor } of others) await executor.restore(snapshot)
  await reference.restore(snapshot)
  const expected = await reference.gradients(phase.name)
  const ties: EngineId[] = []
  for (const { id, executor } of subjects) {
    const { measures, gradients } = await executor.gradients(phase.name)
    expect(Object.keys(measures).sort()).toEqual(Object.keys(expected.measures).sort())
    for (const [name, value] of Object.entries(expected.measures)) {
      const distance = Math.abs(pickArray(measures, name) - value)
      expect(distance, `${name} on ${id}`).toBeLessThanOrEqual(1e-5 * Math.max(1e-2, Math.abs(value)))
    }
    expect(Object.keys(gradients).sort()).toEqual([...phase.trains].sort())
    const wrong = differing(gradients, expected.gradients, phase.trains)
    if (wrong.length === 0) continue
    const tie = await isTie(expected.gradients, executor, phase, snapshot)
    expect(tie, `gradients on ${id} differ: ${wrong.join(', ')}`).toBe(true)
    ties.push(id)
  }
  return ties
}

const compared = usableEngines.filter((id) => id === 'compiled-cpu' || id === 'tensorflow')

test.each(cases)(`${compared.join(', ')} and reference agree from the same state: %s`, async (_name, config, steps) => {
  const program = buildProgram(config)
  const state = initialState(config.architecture, config.seed)
  const subjects = await Promise.all(
    compared.map(async (id) => ({ id, executor: await engines[id].prepare(program, state) })),
  )
  const reference = await engines.reference.prepare(program, state)
  const ties: EngineId[] = []
  try {
    for (let step = 0; step < STEPS; step++) {
      for (const phase of program.phases) {
        for (const executor of [reference, ...subjects.map((one) => one.executor)]) feed(executor, phase, config, step)
        if (steps.includes(step)) ties.push(...(await compare(subjects, reference, phase)))
        await subjects[0]?.executor.run(phase.name)
      }
    }
    for (const id of compared) expect(ties.filter((one) => one === id).length).toBeLessThanOrEqual(steps.length / 5)
  } finally {
    reference.dispose()
    for (const { executor } of subjects) executor.dispose()
  }
})
