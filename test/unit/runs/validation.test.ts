import type { Dataset } from '@shared/datasets/dataset'
import { parseConfig } from '@shared/runs/setting'
import { expect, test } from 'vitest'
import { chooseFrames, frameDelay } from '../../../src-main/runs/time-lapse'
import { checkRun, runProblems } from '../../../src-main/runs/validation'
import { adversarialConfig } from '../../support/adversarial'
import { presetConfig } from '../../support/studio-records'

const dataset: Dataset = {
  id: 'mnist',
  name: 'MNIST',
  image: { height: 28, width: 28, channels: 1 },
  classes: [],
  splits: [{ name: 'train', count: 600, classCounts: [] }],
  bytes: 1,
  created: 1,
  source: { title: '', terms: '' },
  state: { type: 'ready' },
}
const config = adversarialConfig(presetConfig('mlp-small'))

test('a config that fits its dataset has no problems', () => {
  expect(runProblems(config, dataset)).toEqual([])
  expect(() => checkRun(config, dataset)).not.toThrow()
})

test('every problem is named with its path', () => {
  const problems = runProblems(
    { ...config, batchSize: 300, discriminatorSteps: 3, dataset: { id: 'mnist', split: 'train' } },
    { ...dataset, image: { height: 32, width: 32, channels: 3 } },
  )
  expect(problems.map(({ path }) => path)).toEqual(['architecture.image', 'batchSize'])
  expect(problems[1]?.message).toContain('900 images')
  const unknown = runProblems({ ...config, dataset: { id: 'mnist', split: 'tset' } }, dataset)
  expect(unknown).toMatchObject([{ path: 'dataset.split' }])
})

test('a second dataset has images of the same size, enough for a batch, and is whole', () => {
  const cycle = presetConfig('cyclegan')
  if (cycle.family !== 'cyclegan') throw new Error('it is another family')
  const photos = { ...dataset, id: 'photos', image: cycle.architecture.image }
  const other = { ...photos, id: 'paintings' }
  const between = {
    ...cycle,
    dataset: { id: 'photos', split: 'train' },
    domains: { other: { id: 'paintings', split: 'train' } },
  }
  expect(runProblems(between, photos, other)).toEqual([])
  expect(runProblems(between, photos, dataset)).toMatchObject([{ path: 'domains.other.id' }])
  const few = { ...other, splits: [{ name: 'train', count: 3, classCounts: [] }] }
  expect(runProblems({ ...between, batchSize: 4 }, photos, few)).toMatchObject([
    { path: 'domains.other.id', message: expect.stringContaining('has 3 images') },
  ])
  const elsewhere = { ...between, domains: { other: { id: 'paintings', split: 'tset' } } }
  expect(runProblems(elsewhere, photos, other)).toMatchObject([{ path: 'domains.other.split' }])
  const damaged: Dataset = { ...other, state: { type: 'damaged', message: 'a file is missing' } }
  expect(() => checkRun(between, photos, damaged)).toThrow(expect.objectContaining({ code: 'DATASET_DAMAGED' }))
})

test('what is wrong with one of two forms of a setting is named within that form', () => {
  const cycle = presetConfig('cyclegan')
  const pathsWith = (domains: unknown) => {
    const parsed = parseConfig({ ...cycle, domains })
    return parsed.ok ? [] : parsed.problems.map(({ path }) => path)
  }
  expect(pathsWith({ a: 0, b: 'rose' })).toEqual(['domains.b'])
  expect(pathsWith({ other: { id: 'paintings' } })).toEqual(['domains.other.split'])
  expect(pathsWith({ other: { id: 'paintings', split: 'train' } })).toEqual([])
})

test('a damaged dataset is refused', () => {
  const damaged: Dataset = { ...dataset, state: { type: 'damaged', message: 'a file is missing' } }
  expect(() => checkRun(config, damaged)).toThrow(expect.objectContaining({ code: 'DATASET_DAMAGED' }))
})

test('a time-lapse keeps the first and the last picture, and holds the last', () => {
  const files = Array.from({ length: 1000 }, (_, i) => `${i}`)
  const frames = chooseFrames(files)
  expect(frames[0]).toBe('0')
  expect(frames.at(-1)).toBe('999')
  expect(new Set(frames).size).toBe(240)
  expect(frames.length).toBeGreaterThan(240)
  expect(new Set(chooseFrames(['a'])).size).toBe(1)
  expect(chooseFrames([])).toEqual([])
  expect([frameDelay(1), frameDelay(100), frameDelay(10_000)]).toEqual([300, 80, 40])
})
