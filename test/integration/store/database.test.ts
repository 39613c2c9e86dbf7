import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'libsql'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { migrate, migrations, schemaVersion } from '../../../src-main/store/migrations'
import { Sql } from '../../../src-main/store/sql'
import { openStore, openStoreForReading } from '../../../src-main/store/store'
import { temporaryFolder } from '../../support/studio-home'
import { newRun } from '../../support/studio-records'

let folder: string
let file: string

beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder, 'studio.sqlite')
})

/** A database with enough in it to have many pages. */
function fill(): void {
  const store = openStore(file)
  store.projects.add({ id: 'first', name: 'First', created: 1, opened: 1 })
  const { id } = store.runs.add(newRun('first'))
  store.metrics.append(id, { firstStep: 1, series: { realScore: Array.from({ length: 20_000 }, (_, step) => step) } })
  store.close()
}

/** The copies that were set aside. */
const aside = () => readdirSync(folder).filter((name) => /\.damaged-[^-]*-..-..T[^-]*-..-..\.\d+Z$/.test(name))

const damages: Record<string, () => void> = {
  'text instead of a database': () => writeFileSync(file, 'These are my notes. '.repeat(500)),
  'a first page of noise': () => overwrite(100, 3900),
  'inner pages of noise': () => overwrite(8192, 40_000),
  'a file that was cut off': () => truncateSync(file, 20_000),
}

function overwrite(start: number, length: number): void {
  const handle = openSync(file, 'r+')
  writeSync(
    handle,
    Uint8Array.from({ length }, (_, index) => (index * 37 + 11) % 251),
    0,
    length,
    start,
  )
  closeSync(handle)
}

test.each(Object.entries(damages))('%s: set aside unchanged, named, and a new database begun', (_, damage) => {
  fill()
  damage()
  const before = readFileSync(file)
  const store = openStore(file)
  expect(store.projects.ids()).toEqual([])
  expect(store.notices).toMatchObject([{ code: 'STORE_DAMAGED', message: expect.stringContaining(file) }])
  const [copy = ''] = aside()
  expect(store.notices[0]?.safe).toContain(copy)
  expect(readFileSync(join(folder, copy)).equals(before)).toBe(true)
  store.projects.add({ id: 'next', name: 'Next', created: 1, opened: 1 })
  store.close()
  const again = openStore(file)
  expect([again.notices, again.projects.ids(), aside().length]).toEqual([[], ['next'], 1])
  again.close()
})

test('a sound database opens without notices, also after a crash that left its log', () => {
  fill()
  const writer = openStore(file)
  writer.projects.rename('first', 'In the log')
  const crashed = join(folder, 'crashed.sqlite')
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, crashed + suffix)
  writer.close()
  const store = openStore(crashed)
  expect([store.notices, store.projects.get('first').name]).toEqual([[], 'In the log'])
  store.close()
})

test('a database of a newer studio is refused and stays as it is', () => {
  fill()
  const connection = new Database(file)
  connection.exec(`PRAGMA user_version = ${migrations.length + 1}; PRAGMA wal_checkpoint(TRUNCATE)`)
  connection.close()
  const before = readFileSync(file)
  expect(() => openStore(file)).toThrow('A newer studio wrote this database')
  expect(() => openStoreForReading(file)).toThrow('another version')
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(aside()).toEqual([])
})

const steps = ['CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)', 'ALTER TABLE a ADD COLUMN y TEXT']

test('migrations run forward from where a database stands, each once', () => {
  const sql = new Sql(file, 'write')
  migrate(sql, steps.slice(0, 1))
  expect(schemaVersion(sql)).toBe(1)
  migrate(sql, steps)
  migrate(sql, steps)
  expect(schemaVersion(sql)).toBe(2)
  expect(sql.all(z.object({ x: z.int(), y: z.string().nullable() }), 'SELECT x, y FROM a')).toEqual([{ x: 1, y: null }])
  sql.close()
})

test('a migration that fails leaves the version before it', () => {
  const sql = new Sql(file, 'write')
  const broken = [...steps, 'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1)']
  expect(() => migrate(sql, broken)).toThrow()
  expect(schemaVersion(sql)).toBe(2)
  const names = sql.all(z.object({ name: z.string() }), "SELECT name FROM sqlite_schema WHERE type = 'table'")
  expect(names).toEqual([{ name: 'a' }])
  migrate(sql, [...steps, 'CREATE TABLE b (x INTEGER) STRICT'])
  expect(schemaVersion(sql)).toBe(3)
  sql.close()
})

test('a row that cannot be read is named as damage, not passed on', () => {
  fill()
  const connection = new Database(file)
  connection.exec(`UPDATE run SET progress = '{"step": "many"}'`)
  connection.close()
  const store = openStore(file)
  expect(() => store.runs.list(null)).toThrow(basename(file))
  expect(() => store.runs.list(null)).toThrow('cannot be read')
  store.close()
})

test('a database that is not there cannot be opened for reading, and is not made', () => {
  expect(() => openStoreForReading(file)).toThrow('just making')
  expect(readdirSync(folder)).toEqual([])
})
