import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesFreed, type FoundFile } from '../../../src-main/storage/files'
import { placeOf } from '../../../src-main/storage/places'

const trashed = { project: new Set(['q']), dataset: new Set(['old']), run: new Set(['p-2']) }

test.each([
  [
    'projects/p/runs/p-1/checkpoints/step-0000010/manifest.json',
    { type: 'project', project: 'p', part: 'checkpoints' },
  ],
  ['projects/p/runs/p-1/samples/step-0000010.png', { type: 'project', project: 'p', part: 'samples' }],
  ['projects/p/runs/p-1/exports/film.gif', { type: 'project', project: 'p', part: 'other' }],
  ['projects/p/runs/p-1/samples', { type: 'project', project: 'p', part: 'other' }],
  ['projects/p/runs/p-2/checkpoints/step-0000010/manifest.json', { type: 'trash' }],
  ['projects/p/runs/.p-3.deleted/samples/a.png', { type: 'project', project: 'p', part: 'other' }],
  ['projects/.q.deleted/runs/q-1/samples/a.png', { type: 'other' }],
  ['projects/q/runs/q-1/samples/a.png', { type: 'trash' }],
  ['datasets/old/train.pixels', { type: 'trash' }],
  ['datasets/mnist/train.pixels', { type: 'dataset', dataset: 'mnist' }],
  ['datasets/.mine.import/journal', { type: 'unfinished' }],
  ['datasets/.mine.deleted/train.pixels', { type: 'other' }],
  ['cache/graphs/a.graph', { type: 'caches' }],
  ['studio.sqlite-wal', { type: 'database' }],
  ['studio.sqlite.damaged', { type: 'other' }],
  ['studio.lock', { type: 'other' }],
] as const)('%s belongs to %o', (path, place) => {
  expect(placeOf(path.split('/'), trashed)).toEqual(place)
})

test('every path has a place', () => {
  const name = fc.constantFrom('projects', 'datasets', 'cache', 'runs', 'checkpoints', '.a', 'b', 'studio.sqlite')
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 8 }), (path) => {
      expect(placeOf(path, trashed).type).toMatch(/^(project|dataset|unfinished|caches|trash|database|other)$/)
    }),
  )
})

test('a file is gained once, when the last of its names goes', () => {
  const file = (identity: string, names: number): FoundFile => ({ path: [], bytes: 10, identity, names })
  expect(bytesFreed([file('a', 1), file('b', 2)])).toBe(10)
  expect(bytesFreed([file('a', 1), file('b', 2), file('b', 2)])).toBe(20)
  expect(bytesFreed([])).toBe(0)
})
