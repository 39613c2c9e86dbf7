import type { StorageUsage } from '@shared/storage/storage'
import { expect, test } from 'vitest'
import { usageBars } from '../../../../src-renderer/storage/usage-bars'

const nothing: StorageUsage = {
  projects: [],
  datasets: [],
  unfinished: 0,
  caches: 0,
  trash: { counts: { project: 0, dataset: 0, run: 0 }, bytes: 0 },
  database: 0,
  other: 0,
  total: 0,
  free: 0,
}

test('a home with nothing in it has an empty trash and no line without bytes', () => {
  expect(usageBars(nothing)).toEqual([{ id: 'trash', name: 'Trash', detail: 'empty', bytes: 0, share: 0 }])
})

test('lines are measured by the largest', () => {
  const bars = usageBars({
    ...nothing,
    projects: [{ id: 'p', name: 'P', runs: 1, checkpoints: 3000, samples: 900, other: 100 }],
    datasets: [{ id: 'd', name: 'D', bytes: 1000 }],
    caches: 2000,
  })
  expect(bars.map(({ name, bytes, share }) => [name, bytes, share])).toEqual([
    ['P', 4000, 1],
    ['D', 1000, 0.25],
    ['Trash', 0, 0],
    ['Caches', 2000, 0.5],
  ])
  const trash = { counts: { project: 1, dataset: 0, run: 2 }, bytes: 1 }
  expect(usageBars({ ...nothing, trash })[0]?.detail).toBe('1 project, 2 runs')
  expect(bars[0]?.detail).toBe('1 run · checkpoints 3.0 kB · samples 900 bytes')
})
