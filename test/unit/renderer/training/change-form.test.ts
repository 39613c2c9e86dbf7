import { describe, expect, it } from 'vitest'
import { changeMarks, changeRows, checkChanges } from '../../../../src-renderer/training/change-form'
import { quickConfig } from './quick-config'

const edited = (setting: string, change: { number?: number | null; unit?: 'steps' | 'epochs' }) =>
  changeRows(quickConfig).map((row) => (row.setting === setting ? { ...row, ...change } : row))

describe('the form of changes', () => {
  it('starts from what is in force and asks for what differs', () => {
    expect(checkChanges(changeRows(quickConfig), quickConfig, 60_000)).toEqual({ type: 'same' })
    expect(checkChanges(edited('discriminatorSteps', { number: 5 }), quickConfig, 60_000)).toEqual({
      type: 'changed',
      changes: [{ setting: 'discriminatorSteps', value: 5 }],
    })
    const cadence = edited('samples.cadence', { number: 7, unit: 'steps' })
    expect(checkChanges(cadence, quickConfig, 60_000)).toMatchObject({
      changes: [{ setting: 'samples.cadence', value: { unit: 'steps', every: 7 } }],
    })
  })

  it('names the field that is wrong', () => {
    const problems = (rows: ReturnType<typeof edited>) => checkChanges(rows, quickConfig, 100)
    for (const [setting, number] of [
      ['optimisers.generator.learningRate', 0],
      ['optimisers.discriminator.learningRate', null],
      ['discriminatorSteps', 2],
      ['samples.cadence', 0.5],
    ] as const)
      expect(problems(edited(setting, { number }))).toMatchObject({ type: 'wrong', problems: [{ path: setting }] })
  })

  it('marks each step of a chart once', () => {
    expect(
      changeMarks([
        { step: 4, at: 1, change: { setting: 'optimisers.generator.learningRate', value: 1e-4 } },
        { step: 4, at: 1, change: { setting: 'discriminatorSteps', value: 2 } },
        { step: 9, at: 1, change: { setting: 'samples.cadence', value: { unit: 'epochs', every: 1 } } },
      ]),
    ).toEqual([
      { step: 4, label: 'G rate 1e-4 · D steps 2', tone: 'quiet' },
      { step: 9, label: 'samples every epoch', tone: 'quiet' },
    ])
  })
})
