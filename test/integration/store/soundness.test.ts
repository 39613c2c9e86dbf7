import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { applicationFolder } from '../../../src-main/resources'
import { checkOnThread } from '../../../src-main/store/check-thread'
import { openStore, type Store } from '../../../src-main/store/store'
import { temporaryFolder } from '../../support/studio-home'
import { newRun } from '../../support/studio-records'

const later = { type: 'later', start: checkOnThread(join(applicationFolder(), 'out/main/check.cjs')) } as const
const DAY = 24 * 3600 * 1000
const start = 1_700_000_000_000

let folder: string
let file: string
let run: string

beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder, 'studio.sqlite')
  const store = openStore(file, () => start)
  store.projects.add({ id: 'first', name: 'First', created: 1, opened: 1 })
  run = store.runs.add(newRun('first')).id
  store.metrics.append(run, { firstStep: 1, series: { realScore: Array.from({ length: 20_000 }, (_, step) => step) } })
  store.close()
})

const openLater = (): Store => openStore(file, () => start + 1000, later)
const aside = () => readdirSync(folder).filter((name) => /\.damaged-[^-]*-..-..T[^-]*-..-..\.\d+Z$/.test(name))

/** Noise in the pages of the metrics, with nothing that tells of a change: what a failing disk does. */
function rot(): void {
  const { atime, mtime } = statSync(file)
  const handle = openSync(file, 'r+')
  const noise = Uint8Array.from({ length: 60_000 }, (_, index) => (index * 37 + 11) % 251)
  writeSync(handle, noise, 0, noise.length, statSync(file).size - 100_000)
  closeSync(handle)
  utimesSync(file, atime, mtime)
}

test('a database that was closed in order opens unchecked, and is found sound beside the work', async () => {
  const store = openLater()
  store.projects.rename('first', 'Renamed')
  expect(await store.verify()).toBeNull()
  store.close()
  expect(existsSync(`${file}.sound`)).toBe(true)
  const again = openLater()
  expect([again.notices, again.projects.get('first').name]).toEqual([[], 'Renamed'])
  again.close()
})

test('damage that is found beside the work is told, and nothing was or is written to the file', async () => {
  rot()
  const before = readFileSync(file)
  const store = openLater()
  expect(store.notices).toEqual([])
  store.transaction(() => {
    for (let i = 0; i < 3000; i++) store.log.append(run, { at: i, step: 0, level: 'info', message: 'x'.repeat(2000) })
  })
  expect(await store.verify()).toMatchObject({ code: 'STORE_DAMAGED', message: expect.stringContaining(file) })
  store.close()
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(5_000_000)
  const next = openLater()
  expect(next.notices).toMatchObject([{ code: 'STORE_DAMAGED' }])
  const [copy = ''] = aside()
  expect(readFileSync(join(folder, copy)).equals(before)).toBe(true)
  expect(statSync(join(folder, `${copy}-wal`)).size).toBeGreaterThan(5_000_000)
  next.close()
})

test('one that is closed before it was checked keeps its file and its log, and is checked when it is opened', () => {
  rot()
  const before = readFileSync(file)
  const store = openLater()
  store.projects.rename('first', 'In the log')
  store.close()
  expect(readFileSync(file).equals(before)).toBe(true)
  const next = openLater()
  expect(next.notices).toMatchObject([{ code: 'STORE_DAMAGED' }])
  next.close()
})

test('what was written before the check is there when the database was closed before it', () => {
  const store = openLater()
  store.projects.rename('first', 'In the log')
  store.close()
  const next = openLater()
  expect([next.notices, next.projects.get('first').name]).toEqual([[], 'In the log'])
  next.close()
})

test('damage that SQLite comes upon leads to a check at the next start', () => {
  rot()
  const store = openStore(file, () => start)
  expect(() => store.metrics.read(run, 'realScore')).toThrow('damaged')
  store.close()
  const next = openStore(file, () => start)
  expect(next.notices).toMatchObject([{ code: 'STORE_DAMAGED' }])
  next.close()
})

const checkedFirst: Record<string, () => Store> = {
  'after a crash': () => {
    rmSync(`${file}.sound`)
    return openLater()
  },
  'where something changed it': () => {
    utimesSync(file, new Date(), new Date(start))
    return openLater()
  },
  'once a day where nothing checks it later': () => openStore(file, () => start + DAY),
}

test.each(Object.entries(checkedFirst))('a database is checked before it opens %s', (_, open) => {
  rot()
  const store = open()
  expect(store.notices).toMatchObject([{ code: 'STORE_DAMAGED' }])
  expect(store.projects.ids()).toEqual([])
  store.close()
})
