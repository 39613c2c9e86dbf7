import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { listPackage, statFile } from '@electron/asar'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureBuilt, windowParts } from '../../../scripts/build.mjs'
import { collect } from '../../../scripts/child-process.mjs'
import { admittedPackages, packagingConfig, targetsFor } from '../../../scripts/package/config.mjs'
import { fusesOf } from '../../../scripts/package/fuses.mjs'
import {
  refusedLicences,
  shippedPackages,
  thirdPartyLicences,
  withoutText,
} from '../../../scripts/package/licences.mjs'
import { nativesOf } from '../../../scripts/package/natives.mjs'
import { packFolder, thisMachine, unpackedFolder } from '../../../scripts/package/pack.mjs'
import { prepareExtras } from '../../../scripts/package/prepare.mjs'

const root = resolve(import.meta.dirname, '../../..')
const { system, processor } = thisMachine()

/** What marks the fuses in an Electron; version 1 and nine fuses that are all on follow. */
const fuseWire = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009111111111'

/** A folder like Electron's, with everything that packing touches and a program that says how it was called. */
function standInElectron(folder: string): string {
  const executable = join(folder, 'electron')
  mkdirSync(join(folder, 'resources'), { recursive: true })
  writeFileSync(executable, `#!/bin/sh\nprintf '%s\\n' "$ELECTRON_RUN_AS_NODE" "$@"\nexit 0\n${fuseWire}\n`)
  chmodSync(executable, 0o755)
  writeFileSync(join(folder, 'version'), '99.0.0')
  writeFileSync(join(folder, 'resources/default_app.asar'), 'the default app')
  return executable
}

const work = mkdtempSync(join(tmpdir(), 'gan-studio-package-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

let folder: string
let archive: string
let files: string[]
const unpacked = (path: string): string => join(`${archive}.unpacked`, path)
const isBinary = (path: string): boolean => /\.(node|dll|dylib|so)$|\.so\.\d+$/.test(path)

beforeAll(async () => {
  await ensureBuilt(windowParts)
  await prepareExtras()
  const output = join(work, 'dist')
  await packFolder({ executable: standInElectron(join(work, 'electron')), system, processor, output })
  folder = unpackedFolder(output, system, processor)
  archive = join(folder, 'resources/app.asar')
  const all = listPackage(archive, { isPack: false }).map((path) => path.slice(1))
  files = all.filter((path) => !('files' in statFile(archive, path)))
})

test('the archive holds what was built, and no source, test or map', async () => {
  const built = readdirSync(join(root, 'out'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(main|preload|renderer)\//.test(path) && statSync(join(root, 'out', path)).isFile())
    .filter((path) => !/\/\.[^/]*$/.test(path))
  expect(files.filter((path) => path.startsWith('out/')).sort()).toEqual(built.map((path) => `out/${path}`).sort())
  const rest = files.filter((path) => !path.startsWith('out/') && path !== 'package.json')
  const admitted = admittedPackages(await packagingConfig())
  expect(rest.filter((path) => !admitted.some((name) => path.startsWith(`node_modules/${name}/`)))).toEqual([])
  expect(
    files.filter((path) => /\.(map|ts|mts|cts|vue|md|cc|h|wat)$|(^|\/)(tests?|examples?|docs?)\//.test(path)),
  ).toEqual([])
})

test('native code is outside of the archive, and that of this system alone', () => {
  const binaries = files.filter(isBinary)
  for (const path of binaries) {
    expect(statFile(archive, path), path).toMatchObject({ unpacked: true })
    expect(existsSync(unpacked(path)), path).toBe(true)
    expect(path).toContain(system)
    expect(path).toContain(processor)
  }
  const { packages, files: needed } = nativesOf(system, processor)
  for (const name of packages) {
    expect(
      binaries.some((path) => path.startsWith(`node_modules/${name}/`)),
      name,
    ).toBe(true)
  }
  expect(files).toEqual(expect.arrayContaining(needed.map((path) => `node_modules/${path}`)))
})

test('the fuses are as they were designed', async () => {
  const executable = join(folder, 'gan-studio-app')
  expect(await fusesOf(executable)).toEqual({
    runAsNode: true,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  })
})

test('data, presets, the icon and the licences stand beside it, and Electron’s default app is gone', () => {
  const resources = readdirSync(join(folder, 'resources/resources'), { recursive: true, encoding: 'utf8' })
  expect(resources).toEqual(
    expect.arrayContaining(['datasets/mnist/bundle.json', 'icons/icon.png', 'presets/dcgan-28.json']),
  )
  expect(readFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8')).toMatch(/^onnxruntime-node 1\./m)
  expect(readdirSync(join(folder, 'resources')).sort()).toEqual(['app.asar', 'app.asar.unpacked', 'resources'])
})

test('its command starts Electron as Node on the command line, also through a link', async () => {
  const link = join(work, 'gan-studio')
  symlinkSync(join(folder, 'gan-studio'), link)
  for (const command of [join(folder, 'gan-studio'), link]) {
    const { status, output } = await collect(command, ['train', 'a b', '--json'])
    expect(output.split('\n').slice(0, 5)).toEqual([
      '1',
      join(archive, 'out/main/headless.cjs'),
      'train',
      'a b',
      '--json',
    ])
    expect(status).toBe(0)
  }
})

test('there is a package for every system that all native code exists for, and for no other', async () => {
  const lock: { packages: Record<string, unknown> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const config = await packagingConfig()
  const expected: Record<string, string[]> = {
    'linux x64': ['AppImage', 'deb', 'tar.gz'],
    'linux arm64': ['AppImage', 'deb', 'tar.gz'],
    'darwin x64': [],
    'darwin arm64': ['dmg', 'zip'],
    'win32 x64': ['nsis', 'portable'],
    'win32 arm64': [],
  }
  for (const one of ['linux', 'darwin', 'win32'] as const) {
    for (const cpu of ['x64', 'arm64'] as const) {
      const { packages, files: needed } = nativesOf(one, cpu)
      const exists =
        packages.every((name) => `node_modules/${name}` in lock.packages) &&
        needed.every((path) => existsSync(join(root, 'node_modules', path)))
      const targets = targetsFor(config, one, cpu)
      expect(targets, `${one} ${cpu}`).toEqual(expected[`${one} ${cpu}`])
      expect(targets.length > 0, `${one} ${cpu}`).toBe(exists)
    }
  }
})

test('every package that is bundled or shipped has a licence that permits it, with its text', async () => {
  const licences = await thirdPartyLicences(await shippedPackages())
  const names = licences.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['@vue/runtime-core', 'naive-ui', 'zod', '@tensorflow/tfjs-core', 'koffi', 'libsql']),
  )
  expect(refusedLicences(licences)).toEqual([])
  expect(withoutText(licences)).toEqual([])
  const textOf = (wanted: string) => licences.find(({ name }) => name === wanted)?.text
  expect(textOf('vdirs')).toContain('Copyright (c) 07akioni')
  expect(textOf('@cwasm/jpeg-turbo')).toMatch(/Linus Unnebäck[\s\S]*Independent JPEG Group/)
})
