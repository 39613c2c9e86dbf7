import { describe, expect, it } from 'vitest'
import { pointedX } from '../../../../src-renderer/charts/axis'
import { axisTick, axisWords, isWholeAxis } from '../../../../src-renderer/compare/curves/axis-words'
import { curveNotes, MOST_RECORDS, recordNote } from '../../../../src-renderer/compare/curves/curve-notes'

const whole = { type: 'whole' } as const
const drawn = { unplaced: 0, lines: 24, smoothing: 0.9, reading: whole }

describe('what the charts leave out', () => {
  it('is said, and nothing where everything is drawn', () => {
    expect(curveNotes(drawn)).toEqual([])
    expect(curveNotes({ ...drawn, lines: 25 })).toEqual([
      'More than 24 lines: dashes and raw traces are drawn of the one under the pointer.',
    ])
    expect(curveNotes({ ...drawn, unplaced: 2, lines: 25, smoothing: 0 })).toEqual([
      '2 runs are left out: their places on this axis are not known.',
      'More than 24 lines: dashes are drawn of the one under the pointer.',
    ])
    expect(curveNotes({ ...drawn, reading: { type: 'thinned', points: 2000, smoothing: 0.9 } })).toEqual([
      'Each curve has at most 2,000 of its values, its extremes among them, smoothed over all of them.',
    ])
  })

  it('is also what hangs on records, where there are more runs than are read', () => {
    expect(recordNote(MOST_RECORDS)).toBeNull()
    expect(recordNote(1000)).toBe(
      'Events, measured values, pictures and what differs are those of the first 500 of 1,000 chosen runs.',
    )
  })
})

describe('the x that is pointed at', () => {
  it('is whole for steps and images, however near or far, and not for epochs and time', () => {
    expect((['step', 'images', 'epoch', 'time'] as const).map((axis) => pointedX(12.34, isWholeAxis(axis)))).toEqual([
      12, 12, 12.34, 12.34,
    ])
  })

  it('is said as finely as it can be pointed at', () => {
    expect(axisWords('epoch', 61.237)).toBe('Epoch 61.24')
    expect([61.237, 725.4, 3725].map((seconds) => axisWords('time', seconds))).toEqual([
      'After 61.2 s',
      'After 12 min 05 s',
      'After 1 h 02 min 05 s',
    ])
    expect([50, 50.5, 700].map((seconds) => axisTick('time', seconds))).toEqual(['50 s', '50.5 s', '12 min'])
  })
})
