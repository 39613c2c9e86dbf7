import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openPresets } from '../../src-main/presets/library'
import { resourcesFolder } from '../../src-main/resources'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import { fillNoise } from '../../src-main/trainer/noise'
import { fillOneHot } from '../../src-main/trainer/one-hot'
import { buildProgram, initialRunState } from '../../src-main/trainer/program/build'
import { pickArray } from '../support/eager'

const presets = openPresets(join(resourcesFolder(), 'presets')).list()
const taken: string[] = []

test.each(presets.map(({ id, config }) => [id, config] as const))(
  '%s compiles and takes a step',
  async (id, preset) => {
    const config = { ...preset, batchSize: 2, samples: { ...preset.samples, count: 2 } }
    const program = buildProgram(config)
    const executor = await engines['compiled-cpu'].prepare(program, initialRunState(config))
    for (const phase of program.phases) {
      const buffers = pickArray(executor.feeds, phase.name)
      fillNoise(phase, buffers, { seed: 1, prior: config.architecture.latent.prior, update: 0 })
      for (const { name, shape, source } of phase.feeds) {
        const buffer = pickArray(buffers, name)
        if (source.type === 'images') for (const [i] of buffer.entries()) buffer[i] = (i * 37) % 256
        if (source.type === 'labels' && buffer instanceof Float32Array) fillOneHot(buffer, shape[1] ?? 1, (row) => row)
      }
      const before = await executor.snapshot()
      const measures = await executor.run(phase.name)
      expect(Object.values(measures).every(Number.isFinite)).toBe(true)
      const after = await executor.snapshot()
      const moved = phase.trains.filter((name) =>
        pickArray(after.state, name).some((value, i) => value !== pickArray(before.state, name)[i]),
      )
      expect(moved.length).toBeGreaterThan(0.7 * phase.trains.length)
    }
    const images = await executor.infer('samples')
    expect(images.every((value) => Math.abs(value) <= 1)).toBe(true)
    executor.dispose()
    taken.push(id)
  },
)

afterAll(() => expect(taken).toEqual(presets.map(({ id }) => id)))
