import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  downloadOfficial,
  installedExecutable,
  overrideExecutable,
} from '../../../scripts/electron-runtime/official.mjs'

let folder = ''
let packageFolder = ''
let cache = ''

/** An `electron` package whose install script is the given one; it also counts its runs. */
function installScript(body: string): void {
  mkdirSync(packageFolder, { recursive: true })
  writeFileSync(join(packageFolder, 'package.json'), JSON.stringify({ version: '45.0.0', type: 'commonjs' }))
  const count = `require('fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, 'x');`
  writeFileSync(join(packageFolder, 'install.js'), count + body)
}

const runs = () => (existsSync(join(folder, 'runs')) ? readFileSync(join(folder, 'runs'), 'utf8').length : 0)
const install = `
  const { mkdirSync, writeFileSync } = require('fs')
  mkdirSync(__dirname + '/dist')
  writeFileSync(__dirname + '/dist/electron', '')
  writeFileSync(__dirname + '/path.txt', 'electron')`
const hang = 'setInterval(() => {}, 1000)'

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'official-'))
  packageFolder = join(folder, 'electron')
  cache = join(folder, 'cache')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the override names an existing distribution or is refused', () => {
  expect(overrideExecutable({})).toBeNull()
  expect(() => overrideExecutable({ ELECTRON_OVERRIDE_DIST_PATH: folder })).toThrow(folder)
})

test('a download that succeeds is the installed one from then on', async () => {
  installScript(install)
  const executable = await downloadOfficial({ packageFolder, cache, retry: false })
  expect(executable).toBe(join(packageFolder, 'dist/electron'))
  expect(installedExecutable(packageFolder)).toBe(executable)
  expect(readdirSync(cache)).toEqual([])
})

test('a failure is remembered for a day, and forgotten on request', async () => {
  installScript('process.exit(1)')
  expect(await downloadOfficial({ packageFolder, cache, retry: false })).toBeNull()
  expect(await downloadOfficial({ packageFolder, cache, retry: false })).toBeNull()
  expect(runs()).toBe(1)
  expect(await downloadOfficial({ packageFolder, cache, retry: true })).toBeNull()
  expect(runs()).toBe(2)

  const memory = join(cache, 'electron-45.0.0-download-failed')
  const yesterday = new Date(Date.now() - 25 * 3600_000)
  utimesSync(memory, yesterday, yesterday)
  installScript(install)
  expect(await downloadOfficial({ packageFolder, cache, retry: false })).not.toBeNull()
  expect(existsSync(memory)).toBe(false)
})

test('a download that stands still is ended', async () => {
  installScript(hang)
  expect(await downloadOfficial({ packageFolder, cache, retry: false, stallMs: 100 })).toBeNull()
  expect(readdirSync(cache)).toEqual(['electron-45.0.0-download-failed'])
})
