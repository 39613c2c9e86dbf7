import type { Dataset } from '@shared/datasets/dataset'
import type { Preset } from '@shared/presets/preset'
import type { RunSummary } from '@shared/runs/run'
import { expect, test } from 'vitest'
import { plannedChanges } from '../../../src-main/headless/change-options'
import { findRun } from '../../../src-main/headless/find'
import { trainConfig } from '../../../src-main/headless/train-config'
import { adversarialConfig } from '../../support/adversarial'
import { noProgress, presetConfig } from '../../support/studio-records'

const config = adversarialConfig(presetConfig('mlp-small'))
const preset: Preset = { id: 'mlp-small', title: 'Small', summary: '', datasets: ['mnist'], config }
const dataset = (id: string, split: string): Dataset => ({
  id,
  name: id,
  image: config.architecture.image,
  classes: [],
  splits: [{ name: split, count: 100, classCounts: [] }],
  bytes: 1,
  created: 1,
  source: { title: '', terms: '' },
  state: { type: 'ready' },
})
const datasets = [dataset('mnist', 'train'), dataset('fashion-mnist', 'test')]

const run = (id: string, name: string): RunSummary => ({
  id,
  project: 'p',
  number: 1,
  name,
  preset: null,
  dataset: 'mnist',
  origin: null,
  status: { state: 'completed' },
  progress: noProgress,
  engine: null,
  created: 1,
  updated: 1,
  trainingSeconds: 0,
  latestSample: null,
  family: 'adversarial',
  tags: [],
  archived: false,
  queuePlace: null,
  openAlerts: 0,
})

test('without options the config is the preset’s', () => {
  expect(trainConfig(preset, datasets, {})).toEqual(config)
})

test('options and settings change what they name, and only that', () => {
  expect(
    trainConfig(preset, datasets, {
      dataset: 'fashion-mnist',
      epochs: 2,
      seed: 7,
      engine: 'reference',
      set: ['batchSize=32', 'optimisers.generator.learningRate=0.01', 'seed=3'],
    }),
  ).toEqual({
    ...config,
    dataset: { id: 'fashion-mnist', split: 'test' },
    duration: { unit: 'epochs', count: 2 },
    seed: 7,
    engine: 'reference',
    batchSize: 32,
    optimisers: { ...config.optimisers, generator: { ...config.optimisers.generator, learningRate: 0.01 } },
  })
})

test.each([
  [{ dataset: 'fashion' }, 'UNKNOWN_DATASET', 'fashion-mnist'],
  [{ engine: 'compiled' }, 'UNKNOWN_ENGINE', 'compiled-cpu'],
  [{ set: ['batchsize=3'] }, 'INVALID_CONFIG', 'batchSize'],
])('%j is refused with the nearest names', (overrides, code, nearest) => {
  const attempt = () => trainConfig(preset, datasets, overrides)
  expect(attempt).toThrow(expect.objectContaining({ code }))
  expect(attempt).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ nearest: expect.arrayContaining([nearest]) }) }),
  )
})

test('every problem of a config is named; epochs and steps exclude each other', () => {
  expect(() => trainConfig(preset, datasets, { set: ['batchSize=0', 'discriminatorSteps=0'] })).toThrow(
    expect.objectContaining({
      code: 'INVALID_CONFIG',
      failure: expect.objectContaining({
        problems: [
          expect.objectContaining({ path: 'batchSize' }),
          expect.objectContaining({ path: 'discriminatorSteps' }),
        ],
      }),
    }),
  )
  expect(() => trainConfig(preset, datasets, { epochs: 1, steps: 1 })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT' }),
  )
})

test('changes in a run’s course are settings with a step, and only of what may change', () => {
  const texts = ['7:samples.cadence.every=3', '5:discriminatorSteps=2', '9:discriminatorSteps=1']
  expect(plannedChanges(config, texts)).toEqual([
    { step: 5, change: { setting: 'discriminatorSteps', value: 2 } },
    { step: 7, change: { setting: 'samples.cadence', value: { ...config.samples.cadence, every: 3 } } },
    { step: 9, change: { setting: 'discriminatorSteps', value: 1 } },
  ])
  expect(() => plannedChanges(config, ['3:batchSize=7'])).toThrow(
    expect.objectContaining({
      code: 'INVALID_CONFIG',
      failure: expect.objectContaining({ problems: [expect.objectContaining({ path: 'batchSize' })] }),
    }),
  )
  expect(() => plannedChanges(config, ['3:discriminatorSteps=0'])).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG' }),
  )
  expect(() => plannedChanges(config, ['discriminatorSteps=2'])).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT' }),
  )
})

test('a run is found by its id, its name, or a prefix that only one has', () => {
  const runs = [run('first-1', 'Alpha'), run('first-10', 'Beta'), run('second-2', 'beta')]
  expect(findRun(runs, 'first-1').id).toBe('first-1')
  expect(findRun(runs, 'alpha').id).toBe('first-1')
  expect(findRun(runs, 'sec').id).toBe('second-2')
  expect(() => findRun(runs, 'first')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  expect(() => findRun(runs, 'Beta')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  expect(() => findRun(runs, 'alfa')).toThrow(
    expect.objectContaining({
      code: 'UNKNOWN_RUN',
      failure: expect.objectContaining({ nearest: expect.arrayContaining(['Alpha']) }),
    }),
  )
  expect(() => findRun([], '')).toThrow(expect.objectContaining({ code: 'UNKNOWN_RUN' }))
})
