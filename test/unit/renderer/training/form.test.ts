import type { EngineStatus } from '@shared/compute/engine'
import type { Dataset } from '@shared/datasets/dataset'
import { optimisers } from '@shared/optimisers/optimiser'
import { describe, expect, it } from 'vitest'
import {
  checkForm,
  fieldProblem,
  formOf,
  formOfPreset,
  optimiserOfType,
  otherProblems,
  type TrainForm,
} from '../../../../src-renderer/training/form'
import { adversarialForm } from '../../../../src-renderer/training/forms/adversarial'
import { presetConfig } from '../../../support/studio-records'
import { quickConfig } from './quick-config'

const mnist: Dataset = {
  id: 'mnist',
  name: 'MNIST',
  image: { height: 28, width: 28, channels: 1 },
  classes: [],
  splits: [
    { name: 'train', count: 60_000, classCounts: [] },
    { name: 'test', count: 100, classCounts: [] },
  ],
  bytes: 0,
  created: 0,
  source: { title: 'MNIST', terms: '' },
  state: { type: 'ready' },
}
const digits: Dataset = { ...mnist, id: 'digits', splits: [{ name: 'all', count: 640, classCounts: [] }] }
const photographs: Dataset = { ...mnist, id: 'photographs', image: { height: 64, width: 64, channels: 3 } }
const damaged: Dataset = { ...mnist, id: 'damaged', state: { type: 'damaged', message: 'a checksum differs' } }
const datasets = [mnist, digits, photographs, damaged]

const own = adversarialForm.formOf(quickConfig)
const check = (change: Partial<TrainForm>, engines: readonly EngineStatus[] = []) =>
  checkForm({ ...formOf(quickConfig, 'mlp-small'), ...change }, datasets, engines)
const problemsOf = (change: Partial<TrainForm>, engines: readonly EngineStatus[] = []) => {
  const checked = check(change, engines)
  return checked.type === 'wrong' ? checked.problems : []
}

describe('checkForm', () => {
  it('gives back the config that the form was made from, with its length', () => {
    expect(check({})).toEqual({ type: 'ready', config: quickConfig, stepsPerEpoch: 937, steps: 1874 })
  })

  it('plans measures, and keeps no best that they do not give', () => {
    const plan = { names: ['kid', 'swd'], every: 2, unit: 'epochs', samples: 500, best: 'fid' } as const
    const planned = check({ measures: { ...plan, names: [...plan.names] } })
    const measures = { names: ['kid', 'swd'], cadence: { unit: 'epochs', every: 2 }, samples: 500, best: null }
    if (planned.type !== 'ready') throw new Error('it is wrong')
    expect(planned.config).toEqual({ ...quickConfig, measures })
    expect(formOf(planned.config, null).measures).toEqual({ ...plan, best: null })
    expect(check({ measures: { ...plan, names: [] } })).toMatchObject({ config: quickConfig })
    const few = problemsOf({ measures: { ...plan, names: ['fid'], samples: 1 } })
    expect(fieldProblem(few, 'measures.samples')).toBe('must be at least 2')
  })

  it('takes up what was edited', () => {
    const adam = { learningRate: 5e-4, beta1: 0.5, beta2: 0.9, epsilon: 1e-8 }
    const generator = { type: 'adam', numbers: adam } as const
    const checked = check({
      optimisers: { generator, discriminator: optimiserOfType('rmsprop') },
      seed: 7,
      own: { ...own, objective: 'minimax' },
    })
    expect(checked).toMatchObject({
      type: 'ready',
      config: {
        seed: 7,
        objective: { type: 'minimax' },
        optimisers: { generator: { type: 'adam', ...adam }, discriminator: optimisers.rmsprop.defaults },
      },
    })
  })

  it('takes up the settings that most runs leave off, and gives back those that are off', () => {
    const { options } = formOf(quickConfig, null)
    const edited = check({
      options: { ...options, schedule: { type: 'linear', from: 0.25, final: 0.1, warmUp: 100 } },
      own: {
        ...own,
        objective: 'wasserstein',
        penalty: { type: 'gradient-penalty', weight: 5 },
        average: { decay: 0.99, samples: true },
        weightClipping: 0.01,
      },
    })
    expect(edited).toMatchObject({
      type: 'ready',
      config: {
        objective: { type: 'wasserstein' },
        penalty: { type: 'gradient-penalty', weight: 5 },
        learningRateSchedule: { warmUp: 100, shape: { type: 'linear', from: 0.25, final: 0.1 } },
        generatorAverage: { decay: 0.99, samples: true },
        weightClipping: 0.01,
        gradientClipping: null,
      },
    })
    const problems = problemsOf({ own: { ...own, objective: 'hinge', labelSmoothing: 0.1, imagePool: null } })
    expect(fieldProblem(problems, 'imagePool')).toBe('enter a number')
    const smoothed = problemsOf({ own: { ...own, objective: 'hinge', labelSmoothing: 0.1 } })
    expect(fieldProblem(smoothed, 'labelSmoothing')).toContain('must be 0')
  })

  it('says where labels do not go with the dataset', () => {
    const base = { ...quickConfig, architecture: { ...quickConfig.architecture, classes: 10 } }
    const checked = checkForm(formOf(base, null), [mnist], [])
    expect(fieldProblem(checked.type === 'wrong' ? checked.problems : [], 'dataset')).toContain('no labels')
  })

  it('names every field that is empty or out of range', () => {
    const adam = { learningRate: 0, beta1: 1, beta2: null, epsilon: 1e-8 }
    const problems = problemsOf({
      batchSize: null,
      seed: 1.5,
      optimisers: {
        generator: { type: 'adam', numbers: adam },
        discriminator: { type: 'adam', numbers: { ...adam, learningRate: 11, beta1: -1, beta2: 0.9 } },
      },
    })
    const message = (path: Parameters<typeof fieldProblem>[1]) => fieldProblem(problems, path)
    expect(message('batchSize')).toBe('enter a number')
    expect(message('seed')).toBe('must be a whole number')
    expect(message('optimisers.generator.learningRate')).toBe('must be above 0')
    expect(message('optimisers.generator.beta1')).toBe('must be below 1')
    expect(message('optimisers.generator.beta2')).toBe('enter a number')
    expect(message('optimisers.discriminator.learningRate')).toBe('must be at most 10')
    expect(message('optimisers.discriminator.beta1')).toBe('must be at least 0')
    expect(otherProblems(problems, { own })).toEqual([])
  })

  it('says why a dataset does not do', () => {
    const message = (dataset: string) => fieldProblem(problemsOf({ dataset }), 'dataset')
    expect(message('photographs')).toBe('has 64×64×3 images, but these networks make 28×28×1')
    expect(message('damaged')).toContain('a checksum differs')
    expect(message('gone')).toBe('choose a dataset')
    expect(message('digits')).toBe('choose a split')
  })

  it('refuses a step that needs more images than there are', () => {
    const problems = problemsOf({ split: 'test', own: { ...own, discriminatorSteps: 2 } })
    expect(fieldProblem(problems, 'batchSize')).toBe('one step needs 128 images, but the split has 100')
  })

  it('passes on why an engine cannot be used', () => {
    const reference = {
      id: 'reference',
      title: 'Reference',
      available: false,
      device: '',
      reason: 'Not here.',
    } as const
    expect(fieldProblem(problemsOf({ engine: 'reference' }, [reference]), 'engine')).toBe('Not here.')
  })

  it('keeps the problems of the networks apart from those of fields', () => {
    const { architecture } = quickConfig
    const base = {
      ...quickConfig,
      architecture: { ...architecture, image: { height: 8, width: 8, channels: 1 as const } },
    }
    const small: Dataset = { ...mnist, image: base.architecture.image }
    const checked = checkForm(formOf(base, null), [small], [])
    const problems = checked.type === 'wrong' ? checked.problems : []
    expect(otherProblems(problems, { own }).length).toBe(problems.length)
    expect(problems[0]?.path).toMatch(/^architecture\.networks\.generator/)
  })
})

describe('formOfPreset', () => {
  const preset = { id: 'mlp-small', title: '', summary: '', datasets: ['mnist'], config: quickConfig }

  it('takes a dataset of the same image size with a split that it has, and no other', () => {
    expect(formOfPreset(preset, digits)).toMatchObject({ dataset: 'digits', split: 'all' })
    expect(formOfPreset(preset, photographs)).toMatchObject({ dataset: 'mnist', split: 'train' })
    expect(formOfPreset(preset, undefined)).toMatchObject({ preset: 'mlp-small', dataset: 'mnist' })
  })
})

describe('the form of a translation', () => {
  const cycle = presetConfig('cyclegan')
  const flowers: Dataset = { ...photographs, classes: ['rose', 'tulip'] }
  const paintings: Dataset = { ...photographs, id: 'paintings' }
  const known = [flowers, paintings, mnist]
  const between = (other: string | null) => {
    const form = formOf({ ...cycle, dataset: { id: 'photographs', split: 'train' } }, null)
    if (form.own.family !== 'cyclegan') throw new Error('it is another family')
    form.own = { ...form.own, between: 'datasets', other }
    return checkForm(form, known, [])
  }

  it('goes between two classes or two datasets', () => {
    const checked = between('paintings')
    if (checked.type !== 'ready') throw new Error(JSON.stringify(checked))
    expect(checked.config).toMatchObject({ domains: { other: { id: 'paintings', split: 'train' } } })
    expect(formOf(checked.config, null).own).toMatchObject({ between: 'datasets', other: 'paintings' })
    expect(formOf(cycle, null).own).toMatchObject({ between: 'classes', a: 0, b: 1 })
  })

  it('says what is wrong with the second dataset at its field', () => {
    const problemOf = (other: string | null) => {
      const checked = between(other)
      return checked.type === 'wrong' ? fieldProblem(checked.problems, 'domains.other') : undefined
    }
    expect(problemOf(null)).toBe('choose one')
    expect(problemOf('mnist')).toContain('28×28')
    expect(problemOf('photographs')).toContain('choose another')
  })
})
