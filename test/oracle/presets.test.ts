import { join } from 'node:path'
import type { EngineId } from '@shared/compute/engine'
import type { RunConfig } from '@shared/runs/config'
import { afterAll, expect, test } from 'vitest'
import { openPresets } from '../../src-main/presets/library'
import { resourcesFolder } from '../../src-main/resources'
import type { Executor } from '../../src-main/trainer/compute/engine'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import { fillNoise } from '../../src-main/trainer/noise'
import { fillOneHot } from '../../src-main/trainer/one-hot'
import { buildProgram, initialRunState } from '../../src-main/trainer/program/build'
import type { PlannedPhase } from '../../src-main/trainer/program/planned'
import { pickArray } from '../support/eager'
import { usableEngines } from '../support/usable-engines'

const presets = openPresets(join(resourcesFolder(), 'presets')).list()
const taken: string[] = []

type Measures = Readonly<Record<string, number>>

/** One step of a preset at a small batch from its initial state: what each phase measured. */
async function takeStep(
  engine: EngineId,
  preset: RunConfig,
  around: (phase: PlannedPhase, executor: Executor, run: () => Promise<Measures>) => Promise<Measures>,
): Promise<Readonly<Record<string, Measures>>> {
  const config = { ...preset, batchSize: 2, samples: { ...preset.samples, count: 2 } }
  const program = buildProgram(config)
  const executor = await engines[engine].prepare(program, initialRunState(config))
  const measured: Record<string, Measures> = {}
  for (const phase of program.phases) {
    const buffers = pickArray(executor.feeds, phase.name)
    fillNoise(phase, buffers, { seed: 1, update: 0 })
    for (const { name, shape, source } of phase.feeds) {
      const buffer = pickArray(buffers, name)
      if (source.type === 'images') for (const [i] of buffer.entries()) buffer[i] = (i * 37) % 256
      if (source.type === 'labels' && buffer instanceof Float32Array) fillOneHot(buffer, shape[1] ?? 1, (row) => row)
    }
    measured[phase.name] = await around(phase, executor, () => executor.run(phase.name))
  }
  for (const { name } of program.inferences) {
    const images = await executor.infer(name)
    expect(images.every((value) => Math.abs(value) <= 1)).toBe(true)
  }
  executor.dispose()
  return measured
}

/** Runs a phase and checks that its numbers are finite and that it moved most of its weights. */
async function checked(phase: PlannedPhase, executor: Executor, run: () => Promise<Measures>): Promise<Measures> {
  const before = await executor.snapshot()
  const measures = await run()
  expect(Object.values(measures).every(Number.isFinite)).toBe(true)
  const after = await executor.snapshot()
  const moved = phase.trains.filter((name) =>
    pickArray(after.state, name).some((value, i) => value !== pickArray(before.state, name)[i]),
  )
  expect(moved.length).toBeGreaterThan(0.7 * phase.trains.length)
  return measures
}

const plainly = (_phase: PlannedPhase, _executor: Executor, run: () => Promise<Measures>) => run()

/** The first update of a step begins at the same state on every engine; what comes after it has moved apart by rounding. */
const tolerances: Readonly<Record<string, number>> = {
  discriminator: 1e-4,
  generator: 1e-2,
  generators: 1e-4,
  discriminators: 1e-2,
  classifier: 1e-4,
  autoencoder: 1e-4,
}

test.each(presets.map(({ id, config }) => [id, config] as const))(
  '%s compiles and takes a step, and TensorFlow takes the same where it is here',
  async (id, config) => {
    const compiled = await takeStep('compiled-cpu', config, checked)
    const eager = usableEngines.includes('tensorflow') ? await takeStep('tensorflow', config, plainly) : {}
    for (const [phase, measures] of Object.entries(eager)) {
      for (const [name, value] of Object.entries(measures)) {
        const expected = pickArray(pickArray(compiled, phase), name)
        const limit = (tolerances[phase] ?? 0) * Math.max(0.1, Math.abs(expected))
        expect(Math.abs(value - expected), `${phase}: ${name}`).toBeLessThanOrEqual(limit)
      }
    }
    taken.push(id)
  },
)

afterAll(() => expect(taken).toEqual(presets.map(({ id }) => id)))
