import { StudioError } from '@shared/contract/errors'
import { expect, test } from 'vitest'
import { exitCodeOf } from '../../../src-main/headless/exit-codes'
import { formatBytes, formatCount, formatDuration, formatMetric } from '../../../src-main/headless/format'
import { launchOf, typedPath } from '../../../src-main/headless/launch'
import { failureLines } from '../../../src-main/headless/output'
import { formatFacts, formatTable, textWidth, wrap } from '../../../src-main/headless/table'

test('the columns of a table line up, wide characters included', () => {
  const lines = formatTable(
    [{ title: 'Name' }, { title: 'Steps', align: 'right' }],
    [
      ['数字', '1'],
      ['é', '12,000'],
    ],
  )
  expect(lines).toEqual(['Name   Steps', '────  ──────', '数字       1', 'é     12,000'])
  expect(new Set(lines.map(textWidth)).size).toBe(1)
  expect(
    formatFacts([
      ['A', '1'],
      ['Long', '2'],
    ]),
  ).toEqual(['A     1', 'Long  2'])
})

test('long texts are broken at spaces', () => {
  expect(wrap('one two three', 9, '  ')).toEqual(['  one two', '  three'])
  expect(wrap('incomprehensible', 5)).toEqual(['incomprehensible'])
})

test('numbers are written for people', () => {
  expect([formatDuration(8.23), formatDuration(59.6), formatDuration(724), formatDuration(11_100)]).toEqual([
    '8.2 s',
    '60 s',
    '12 min 04 s',
    '3 h 05 min',
  ])
  expect([formatBytes(0), formatBytes(1500), formatBytes(999_600), formatBytes(55e6)]).toEqual([
    '0 B',
    '1.5 kB',
    '1.0 MB',
    '55.0 MB',
  ])
  expect([formatMetric(0.51234), formatMetric(null), formatMetric(undefined)]).toEqual(['0.5123', 'not finite', '–'])
  expect(formatCount(60_000)).toBe('60,000')
})

test('a failure says what happened, what is safe and what to do, and nothing twice', () => {
  const error = new StudioError('INVALID_CONFIG', 'The configuration is not valid in 2 places', {
    safe: 'No run was started.',
    next: 'Correct it.',
    problems: [
      { path: 'batchSize', message: 'is too small' },
      { path: '', message: 'is odd' },
    ],
    nearest: ['a'],
  })
  expect(failureLines(error)).toEqual([
    'The configuration is not valid in 2 places.',
    '  batchSize: is too small',
    '  is odd',
    'Nearest names: a',
    'No run was started.',
    'Correct it.',
  ])
})

test('a wrong command ends with 2, a failed one with 1', () => {
  expect([exitCodeOf('UNKNOWN_RUN'), exitCodeOf('INVALID_CONFIG'), exitCodeOf('UNKNOWN_ENGINE')]).toEqual([2, 2, 2])
  expect([exitCodeOf('TRAINER_LOST'), exitCodeOf('STUDIO_BUSY'), exitCodeOf('UNKNOWN_CHECKPOINT')]).toEqual([1, 1, 1])
})

test('a clone and an installed command are told apart, and paths are those of the person’s folder', () => {
  const clone = launchOf({ npm_lifecycle_event: 'studio', INIT_CWD: '/home/a' }, '/clone')
  expect(clone).toEqual({ command: 'npm run -s studio --', folder: '/home/a' })
  expect(typedPath(clone, 'x.png')).toBe('/home/a/x.png')
  expect(launchOf({}, '/b')).toEqual({ command: 'gan-studio', folder: '/b' })
})
