import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { migrate, migrations, schemaVersion } from '../../../src-main/store/migrations'
import { Sql } from '../../../src-main/store/sql'
import { openStore } from '../../../src-main/store/store'
import { StudioError } from '../../../src-shared/contract/errors'
import { temporaryFolder } from '../../support/studio-home'

/** A database as the studio's version number `version` left it, with a project in it. */
function databaseOf(version: number): Sql {
  const sql = new Sql(join(temporaryFolder(), 'studio.sqlite'), 'write')
  sql.script('PRAGMA journal_mode = WAL')
  migrate(sql, migrations.slice(0, version))
  sql.run("INSERT INTO project (id, name, created, opened) VALUES ('kept', 'Kept', 1, 1)")
  return sql
}

/** The files of a database as a process leaves them that is killed now. */
function asKilled({ file }: Sql): string {
  const copy = join(temporaryFolder(), 'studio.sqlite')
  for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix)
  return copy
}

const versions = migrations.map((_, index) => index + 1)
const page = z.object({ page_count: z.int() })

test.each(versions)('a process that is killed in a migration from version %i leaves a home that opens', (version) => {
  const sql = databaseOf(version)
  const copies = [asKilled(sql)]
  const [next] = migrations.slice(version)
  if (next !== undefined) {
    sql.script('BEGIN IMMEDIATE')
    sql.script(next)
    copies.push(asKilled(sql))
    sql.script('ROLLBACK')
    migrate(sql, migrations.slice(0, version + 1))
    copies.push(asKilled(sql))
  }
  sql.close()
  for (const copy of copies) {
    const store = openStore(copy)
    expect([store.notices, store.projects.get('kept').name]).toEqual([[], 'Kept'])
    store.close()
  }
})

test('a disk that is full at any page of the migrations leaves the version before, and the home opens when there is room', () => {
  const full = databaseOf(1)
  migrate(full)
  const needed = full.first(page, 'PRAGMA page_count')?.page_count ?? 0
  full.close()
  let refused = 0
  for (let room = 0; ; room++) {
    const sql = databaseOf(1)
    const pages = sql.first(page, 'PRAGMA page_count')?.page_count ?? 0
    sql.all(z.object({ max_page_count: z.int() }), `PRAGMA max_page_count = ${pages + room}`)
    let error: unknown
    try {
      migrate(sql)
    } catch (reason) {
      error = reason
    }
    const version = schemaVersion(sql)
    const { file } = sql
    sql.close()
    if (error === undefined) {
      expect(pages + room).toBe(needed)
      break
    }
    refused++
    expect(error).toBeInstanceOf(StudioError)
    expect(error).toMatchObject({ code: 'DISK_FULL' })
    expect(version).toBeLessThan(migrations.length)
    const store = openStore(file)
    expect([store.notices, store.projects.get('kept').name]).toEqual([[], 'Kept'])
    store.close()
  }
  expect(refused).toBeGreaterThan(5)
})
