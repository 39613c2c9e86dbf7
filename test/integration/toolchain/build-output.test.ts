import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { ensureBuilt, windowParts } from '../../../scripts/build.mjs'

const root = resolve(import.meta.dirname, '../../..')
const {
  dependencies,
  optionalDependencies,
}: Record<string, Record<string, string>> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const installed = Object.keys({ ...dependencies, ...optionalDependencies })

/** Everything outside of `out/` that a built file requires, itself or through its chunks, without subpaths. */
function externals(file: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>()
  if (seen.has(file)) return found
  seen.add(file)
  for (const [, request = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?!\s*\*).*?\b(?:require|import)\("([^"]+)"\)/gm,
  )) {
    if (request.startsWith('.')) for (const name of externals(resolve(file, '..', request), seen)) found.add(name)
    else found.add(/^(@[^/]+\/)?[^/]+/.exec(request.replace(/^node:/, ''))?.[0] ?? request)
  }
  return found
}

const packagesOf = (file: string) =>
  [...externals(join(root, 'out', file))].filter((name) => !builtinModules.includes(name))

beforeAll(() => ensureBuilt(windowParts))

test('the command line and the trainer need no Electron, and only what npm installs for a user', () => {
  expect(installed).toEqual(expect.arrayContaining(packagesOf('main/headless.cjs')))
  expect(installed).toEqual(expect.arrayContaining(packagesOf('main/trainer.cjs')))
})

test('main needs Electron beside that, and the sandboxed preload nothing else', () => {
  expect(packagesOf('main/main.cjs')).toContain('electron')
  expect([...installed, 'electron']).toEqual(expect.arrayContaining(packagesOf('main/main.cjs')))
  expect(packagesOf('preload/preload.cjs')).toEqual(['electron'])
})

test('the command line is a program, and the page stands beside it', () => {
  expect(readFileSync(join(root, 'out/main/headless.cjs'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  expect(existsSync(join(root, 'out/renderer/index.html'))).toBe(true)
})
