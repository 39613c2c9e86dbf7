import { describe, expect, it } from 'vitest'
import { groupValues } from '../../../../src-renderer/compare/groups'
import { latestOf } from '../../../../src-renderer/compare/latest'
import { runViewOf } from '../../../../src-renderer/training/run-view'
import { quickRun } from '../training/quick-config'

const steps = Array.from({ length: 60 }, (_, i) => i + 1)
const { traces } = runViewOf(quickRun, [
  { name: 'generatorLoss', steps, values: steps },
  { name: 'realScore', steps: [1, 2], values: [0.5, null] },
])

describe('latestOf', () => {
  it('takes the means of the last whole epoch', () => {
    const epochs = [
      { epoch: 1, step: 10, means: { generatorLoss: 3 } },
      { epoch: 2, step: 20, means: { generatorLoss: 2, realScore: null } },
    ]
    expect(latestOf({ epochs }, traces)).toEqual({ generatorLoss: 2, realScore: null })
  })

  it('averages the last 50 steps before there is an epoch, and hides no value that is not finite', () => {
    expect(latestOf({ epochs: [] }, traces)).toEqual({ generatorLoss: 35.5, realScore: null })
    expect(latestOf({ epochs: [] }, undefined)).toEqual({})
  })
})

describe('groupValues', () => {
  it('puts together who shares a value, a missing one too', () => {
    expect(groupValues({ path: 'seed', values: [1, 2, 1, undefined] })).toEqual([
      { value: 1, members: [0, 2] },
      { value: 2, members: [1] },
      { value: undefined, members: [3] },
    ])
  })
})
