import { expect, it } from 'vitest'
import { measuredGroupLines, measuredLines } from '../../../../src-renderer/compare/curves/measured-lines'
import { measuredFid as measured } from '../../../support/measured-fid'
import { runRow } from '../../../support/run-rows'

const records = new Map([
  ['p-1', { measuredValues: [measured(10, 8), measured(20, 4), measured(20, 90, 50)] }],
  ['p-2', { measuredValues: [measured(10, 6), measured(20, 8)] }],
  ['p-3', { measuredValues: [measured(5, 70, 50)] }],
])
const rows = [1, 2, 3].map((number) => runRow({ number }))
const style = { token: 'run-4', dash: [8, 4] } as const
const group = { key: 'g', title: 'rate 1e-3', style, runs: rows.map(({ id }) => id), repeated: [] }
const knots = { steps: [0, 10], values: [0, 5] }
const axes = new Map(['p-1', 'p-2'].map((run) => [run, { run, epoch: knots, images: null, time: null }] as const))

it('draws a line for each way in which each run was measured, each with an id of its own', () => {
  const lines = measuredLines(rows, records, 'fid', new Map(), 'step')
  expect(lines.map(({ id }) => id).filter((id) => !id.includes(' '))).toEqual(['p-1', 'p-2', 'p-3'])
  expect(new Set(lines.map(({ id }) => id)).size).toBe(4)
})

it('draws the mean and the band of each group, and never mixes values that were measured in different ways', () => {
  const lines = measuredGroupLines([group], records, 'fid', new Map(), { axis: 'step', band: 'extremes' })
  expect(lines.map(({ label }) => label)).toEqual([
    'rate 1e-3 (2) · 1,000 samples of mnist/train · MNIST',
    'rate 1e-3 (2) · 50 samples of mnist/train · MNIST',
  ])
  const [many, few] = lines
  expect(many).toMatchObject({ id: 'g', style, points: true })
  expect([[...(many?.xs ?? [])], [...(many?.values ?? [])]]).toEqual([
    [10, 20],
    [7, 6],
  ])
  expect([[...(many?.band?.low ?? [])], [...(many?.band?.high ?? [])]]).toEqual([
    [6, 4],
    [8, 8],
  ])
  expect([[...(few?.xs ?? [])], [...(few?.values ?? [])]]).toEqual([
    [5, 20],
    [70, 90],
  ])
  const [deviation] = measuredGroupLines([group], records, 'fid', new Map(), { axis: 'step', band: 'deviation' })
  expect(deviation?.band?.high[0]).toBeCloseTo(7 + Math.SQRT2, 12)
})

it('places a group’s values on other axes, and leaves out runs whose place is not known', () => {
  const lines = measuredGroupLines([group], records, 'fid', axes, { axis: 'epoch', band: 'deviation' })
  expect(lines.map(({ xs }) => [...xs])).toEqual([[5, 10], [10]])
  expect(lines[1]?.band).toBeUndefined()
})
