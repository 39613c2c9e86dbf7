import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type HomePaths, homePaths } from '../../../src-main/home/home'
import { lockHome } from '../../../src-main/home/lock'
import { openHome, openShared } from '../../../src-main/home/open'
import { migrate, migrations } from '../../../src-main/store/migrations'
import { Sql } from '../../../src-main/store/sql'
import { bundleEntry, crash, startSecond } from '../../support/second-process'
import { temporaryFolder, temporaryHome, temporaryPaths } from '../../support/studio-home'

const entry = fileURLToPath(new URL('./fixtures/second-studio.ts', import.meta.url))
const project = { id: 'first', name: 'First', created: 1, opened: 1 }

const digests = `
  const { readdirSync, readFileSync } = require('node:fs')
  const digest = (name) => require('node:crypto').createHash('sha256').update(readFileSync(name)).digest('hex')
  const names = readdirSync('.').filter((name) => !name.endsWith('-shm'))
  console.log(JSON.stringify(names.map((name) => [name, digest(name)])))
`

/**
 * Every file of a folder with its checksum, but for the index of the write-ahead log, which is the readers' own. Read by
 * another process, because closing a file releases this process's locks on it.
 */
function contents(folder: string): string {
  return execFileSync(process.execPath, ['-e', digests], { cwd: folder, encoding: 'utf8' })
}

test('a second studio on a held home says who holds it and changes nothing', async () => {
  const program = await bundleEntry(entry)
  const home = temporaryHome()
  home.store.projects.add(project)
  const before = contents(home.paths.root)
  const { said } = await startSecond(program, [home.paths.root])
  expect(said).toMatchObject({ code: 'STUDIO_BUSY' })
  expect(said).toHaveProperty('message', expect.stringContaining(`process ${process.pid}`))
  expect(contents(home.paths.root)).toEqual(before)
  home.store.projects.rename('first', 'Still mine')
  expect(home.store.projects.get('first').name).toBe('Still mine')
})

test('a second studio that only reads sees what the first has written', async () => {
  const program = await bundleEntry(entry)
  const home = temporaryHome()
  home.store.projects.add(project)
  const before = contents(home.paths.root)
  const { said } = await startSecond(program, [home.paths.root, 'shared'])
  expect(said).toEqual({ access: 'shared', projects: ['first'] })
  expect(contents(home.paths.root)).toEqual(before)
})

test('a crash of the holder frees the home, with everything that it had written', async () => {
  const program = await bundleEntry(entry)
  const paths = temporaryPaths()
  openHome(paths).close()
  const holder = await startSecond(program, [paths.root])
  expect(holder.said).toEqual({ access: 'exclusive', projects: ['theirs'] })
  expect(() => openHome(paths)).toThrow(`process ${holder.child.pid}`)
  await crash(holder)
  const home = openHome(paths)
  expect([home.access, home.store.projects.ids()]).toEqual(['exclusive', ['theirs']])
  home.close()
})

test('a closed home can be opened again', () => {
  const paths = temporaryPaths()
  const home = openHome(paths)
  home.store.projects.add(project)
  home.close()
  const again = openHome(paths)
  expect(again.store.projects.ids()).toEqual(['first'])
  again.close()
})

test('reading takes the home where nobody holds it, and every write fails where somebody does', () => {
  const paths = temporaryPaths()
  const first = openShared(paths)
  expect(first.access).toBe('exclusive')
  first.store.projects.add(project)
  const second = openShared(paths)
  expect(second.access).toBe('shared')
  expect(() => second.store.projects.rename('first', 'Theirs')).toThrow('Another studio')
  expect(() => second.store.transaction(() => second.store.projects.remove('first'))).toThrow('Another studio')
  expect(first.store.projects.get('first').name).toBe('First')
  second.close()
  first.close()
})

/** A studio that has just taken a new home, and the steps in which it makes the database. */
function making(paths: HomePaths) {
  mkdirSync(paths.root, { recursive: true })
  const lock = lockHome(paths)
  let sql: Sql | undefined
  const begin = (): void => {
    sql = new Sql(paths.database, 'write')
    sql.script('PRAGMA journal_mode = WAL')
  }
  const upTo = (version: number) => (): void => sql && migrate(sql, migrations.slice(0, version))
  const end = (): void => {
    sql?.close()
    lock.release()
  }
  return { begin, upTo, end }
}

test('reading waits for a studio that is just making the home or bringing it up to date', () => {
  const paths = temporaryPaths()
  const maker = making(paths)
  const steps = [maker.begin, maker.upTo(1), maker.upTo(migrations.length)]
  const home = openShared(paths, () => steps.shift()?.())
  expect([home.access, home.store.projects.ids(), steps]).toEqual(['shared', [], []])
  home.close()
  maker.end()
})

test('reading takes over from a studio that goes before the home is made', () => {
  const paths = temporaryPaths()
  const maker = making(paths)
  const steps = [maker.begin, maker.upTo(2), maker.end]
  const home = openShared(paths, () => steps.shift()?.())
  expect([home.access, home.store.projects.ids(), steps]).toEqual(['exclusive', [], []])
  home.close()
})

test('reading gives up on a home that nobody finishes, and says what to do', () => {
  const paths = temporaryPaths()
  const maker = making(paths)
  const steps = [maker.begin]
  expect(() => openShared(paths, () => steps.shift()?.())).toThrow('is just making')
  maker.upTo(1)()
  expect(() => openShared(paths, () => undefined)).toThrow('is another version')
  maker.end()
})

test('of several studios that make one new home at once, one holds it and the others read', async () => {
  const program = await bundleEntry(entry)
  const paths = temporaryPaths()
  const all = await Promise.all(Array.from({ length: 5 }, () => startSecond(program, [paths.root, 'shared'])))
  const access = all.map(({ said }) => z.object({ access: z.string() }).parse(said).access)
  expect(access.toSorted()).toEqual(['exclusive', 'shared', 'shared', 'shared', 'shared'])
})

test('a home that cannot be made is bad input', () => {
  const file = resolve(import.meta.dirname, 'lock.test.ts')
  expect(() => openHome(homePaths(join(file, 'home')))).toThrow('cannot be made')
  expect(readdirSync(temporaryFolder())).toEqual([])
})
