import type { Dataset } from '@shared/datasets/dataset'
import { leastSteps, suggestFor } from '@shared/presets/for-dataset'
import { configProblems, RunConfig, runLength } from '@shared/runs/config'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openPresets } from '../../../../src-main/presets/library'

const presets = openPresets('resources/presets').list()

const dataset = (image: Dataset['image'], count: number, id = 'mine', split = 'train'): Dataset => ({
  id,
  name: 'Mine',
  image,
  classes: [],
  splits: [{ name: split, count, classCounts: [] }],
  bytes: 1,
  created: 0,
  source: { title: 'Mine', terms: '' },
  state: { type: 'ready' },
})

it('sets up, for images of any size that can be imported, a run that can be trained and is long enough', () => {
  const side = fc.integer({ min: 1, max: 64 }).map((quarter) => quarter * 4)
  const image = fc.record({ height: side, width: side, channels: fc.constantFrom(1 as const, 3 as const) })
  fc.assert(
    fc.property(image, fc.integer({ min: 1, max: 100_000 }), fc.constantFrom('train', 'all'), (size, count, split) => {
      const suggestion = suggestFor(presets, dataset(size, count, 'mine', split))
      const config = RunConfig.parse(suggestion?.config)
      expect(config.architecture.image).toEqual(size)
      // A preset is named only where the networks are its own.
      const named = presets.find(({ id }) => id === suggestion?.preset)
      if (named) expect(config.architecture).toEqual(named.config.architecture)
      expect(config.dataset).toEqual({ id: 'mine', split })
      expect(configProblems(config)).toEqual([])
      const { stepsPerEpoch, steps } = runLength(config, count)
      expect(stepsPerEpoch).toBeGreaterThan(0)
      expect(steps).toBeGreaterThanOrEqual(leastSteps)
    }),
    { numRuns: 40 },
  )
})

it('takes the preset that is meant for a dataset as it is', () => {
  const meant = presets.find(({ id }) => id === 'dcgan-28')
  const mnist = dataset({ height: 28, width: 28, channels: 1 }, 60_000, 'mnist')
  const first = presets.find(({ datasets }) => datasets.includes('mnist'))
  expect(suggestFor(presets, mnist)).toEqual({ config: first?.config, preset: first?.id })
  expect(suggestFor(meant ? [meant] : [], mnist)?.config).toEqual(meant?.config)
})

it('takes the networks of a DCGAN that there is, and fills a batch from few images', () => {
  const suggestion = suggestFor(presets, dataset({ height: 64, width: 64, channels: 3 }, 100))
  const dcgan = presets.find(({ id }) => id === 'dcgan')
  expect(suggestion?.preset).toBe('dcgan')
  expect(suggestion?.config).toMatchObject({
    architecture: dcgan?.config.architecture,
    batchSize: 16,
    duration: { unit: 'steps', count: leastSteps },
  })
})

it('suggests nothing where there is no preset', () => {
  expect(suggestFor([], dataset({ height: 64, width: 64, channels: 3 }, 100))).toBeUndefined()
})
