import { describe, expect, it } from 'vitest'
import {
  type Compared,
  comparedOf,
  differenceNote,
  haveSameSettings,
  whatDiffers,
} from '../../../../src-renderer/compare/differences'
import { groupValues } from '../../../../src-renderer/compare/groups'
import type { RunRow } from '../../../../src-shared/compare/row'
import { runRow } from '../../../support/run-rows'
import { quickConfig } from '../training/quick-config'

it('puts together who shares a value, a missing one too', () => {
  expect(groupValues({ path: 'seed', values: [1, 2, 1, undefined] })).toEqual([
    { value: 1, members: [0, 2] },
    { value: 2, members: [1] },
    { value: undefined, members: [3] },
  ])
})

describe('what differs between runs', () => {
  const own = [runRow({ number: 1 }), runRow({ number: 2 })]
  const imported = (number: number, settings: RunRow['settings']) =>
    runRow({ number, settings, source: 'tensorboard', state: 'imported' })
  const records = new Map(own.map(({ id, number }) => [id, { config: { ...quickConfig, seed: number } }]))
  const told = (rows: Compared['rows'], of: Compared['records'], reading = false) =>
    whatDiffers(comparedOf(rows, of, reading))

  it('is told of records, and not before they are there', () => {
    const found = told(own, records)
    expect(found).toMatchObject({ type: 'found', differences: [{ path: 'seed', values: [1, 2] }], silent: 0 })
    expect(differenceNote(found)).toBeNull()
    expect(told(own, new Map())).toEqual({ type: 'waiting' })
    expect(told(own.slice(1), records)).toEqual({ type: 'few' })
    // Two of three would be told to be the same, or not.
    const three = [...own, runRow({ number: 3 })]
    expect(told(three, records, true)).toEqual({ type: 'waiting' })
    expect(told(three, records)).toMatchObject({ type: 'found', runs: own })
    expect(told(own, records, true)).toEqual(found)
    const same = new Map(own.map(({ id }) => [id, { config: quickConfig }]))
    expect(differenceNote(told(own, same))).toContain('the same settings, down to the seed')
  })

  it('is not known of runs whose logs say no settings, and they are named where others are compared', () => {
    const silent = [imported(3, {}), imported(4, {})]
    expect(differenceNote(told(silent, records))).toMatch(/^These runs were imported from logs that say no sett/)
    expect(differenceNote(told([...own.slice(1), ...silent], records))).toMatch(/^All of these runs but one/)
    const found = told([...own, ...silent], records)
    expect(found).toMatchObject({ type: 'found', runs: own, differences: [{ path: 'seed' }] })
    expect(differenceNote(found)).toBe('2 imported runs are left out: their logs say no settings.')
  })

  it('is told of the settings in logs; what a log does not say is not known to differ', () => {
    const runs = [imported(3, { lr: 1e-3, beta: 0.5 }), imported(4, { lr: 1e-4 })]
    expect(told(runs, records)).toEqual({
      type: 'found',
      runs,
      differences: [{ path: 'lr', values: [1e-3, 1e-4] }],
      silent: 0,
    })
    const alike = told([imported(3, { lr: 1 }), imported(4, { lr: 1 })], records)
    expect(differenceNote(alike)).toBe('These runs have the same settings, as far as their logs say them.')
    const beside = told([...own, imported(3, { batchSize: 32 })], new Map())
    expect(beside).toMatchObject({
      differences: [
        { path: 'batchSize', values: [64, 64, 32] },
        { path: 'seed', values: [1, 2, undefined] },
      ],
    })
  })

  it('stays as it is while runs train, and not once a record comes or another run is chosen', () => {
    const before = comparedOf(own, records, false)
    const later = own.map((row) => ({ ...row, step: row.step + 1 }))
    expect(haveSameSettings(before, comparedOf(later, new Map(records), true))).toBe(true)
    expect(haveSameSettings(comparedOf(own, new Map(), false), before)).toBe(false)
    expect(haveSameSettings(before, comparedOf(own.slice(1), records, false))).toBe(false)
    expect(haveSameSettings(before, comparedOf(own.toReversed(), records, false))).toBe(false)
  })
})
