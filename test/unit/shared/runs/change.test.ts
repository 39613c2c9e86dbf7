import {
  ChangedSetting,
  changeableOf,
  changeProblems,
  changesBetween,
  configAt,
  type PlannedChange,
  withChange,
  withRunChange,
} from '@shared/runs/change'
import { RunConfig } from '@shared/runs/config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tinyConfig } from '../../../support/tiny-run'

const cadence = fc.record({ unit: fc.constantFrom('steps', 'epochs'), every: fc.integer({ min: 1, max: 99 }) })
const changed = fc
  .oneof(
    fc.record({
      setting: fc.constantFrom('optimisers.generator.learningRate', 'optimisers.discriminator.learningRate'),
      value: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    }),
    fc.record({ setting: fc.constant('discriminatorSteps'), value: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ setting: fc.constantFrom('samples.cadence', 'checkpoints.cadence'), value: cadence }),
  )
  .map((value) => ChangedSetting.parse(value))
const planned = fc.record({ step: fc.nat(20), change: changed })
const learns = (value: number): ChangedSetting => ({ setting: 'optimisers.generator.learningRate', value })

describe('changes of a config', () => {
  it('set what they name and nothing else, and are found again by comparing', () => {
    fc.assert(
      fc.property(changed, (change) => {
        const after = withChange(tinyConfig, change)
        expect(RunConfig.parse(after)).toEqual(after)
        const { changes, fixed } = changesBetween(tinyConfig, after)
        const same = JSON.stringify(after) === JSON.stringify(tinyConfig)
        expect(changes).toEqual(same ? [] : [change])
        expect(fixed).toEqual([])
      }),
    )
    expect(changesBetween(tinyConfig, { ...tinyConfig, batchSize: 4, seed: 9 })).toEqual({
      changes: [],
      fixed: ['batchSize', 'seed'],
    })
  })

  it('hold from their step on, the last of each setting', () => {
    fc.assert(
      fc.property(fc.array(planned), fc.nat(20), (wanted, step) => {
        const list = wanted.reduce<readonly PlannedChange[]>(withRunChange, [])
        expect([...list].sort((a, b) => a.step - b.step)).toEqual(list)
        const config = configAt(tinyConfig, list, step)
        for (const { setting, value } of changeableOf(config)) {
          // Of those that nothing later was said about, the one at the greatest step up to this one.
          const said = wanted.filter(({ change }) => change.setting === setting)
          const left = said.filter((one, i) => said.slice(i + 1).every((later) => later.step > one.step))
          const last = left.filter((one) => one.step <= step).at(-1)
          const own = changeableOf(tinyConfig).find((one) => one.setting === setting)
          expect(value).toEqual(last?.change.value ?? own?.value)
        }
      }),
    )
  })

  it('are refused where they do not go with the run', () => {
    const steps = (value: number): ChangedSetting => ({ setting: 'discriminatorSteps', value })
    expect(changeProblems(tinyConfig, [steps(6), learns(1)], 50)).toEqual([])
    expect(changeProblems(tinyConfig, [steps(7)], 50).map(({ path }) => path)).toEqual(['discriminatorSteps'])
    const measured: ChangedSetting = { setting: 'measures.cadence', value: { unit: 'steps', every: 5 } }
    expect(changeProblems(tinyConfig, [measured], 50).map(({ path }) => path)).toEqual(['measures.cadence'])
    for (const wrong of [learns(0), learns(-1), learns(11), steps(0), steps(1.5), { setting: 'batchSize', value: 4 }])
      expect(ChangedSetting.safeParse(wrong).success).toBe(false)
  })
})
