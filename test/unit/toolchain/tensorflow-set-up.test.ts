import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ensureBinding } from '../../../scripts/tensorflow/binding.mjs'
import { findLibrary, libraryIn } from '../../../scripts/tensorflow/library.mjs'
import { gpuWheels, processorWheels } from '../../../scripts/tensorflow/pins.mjs'
import { ensureWheels } from '../../../scripts/tensorflow/wheels.mjs'
import { temporaryFolder } from '../../support/temporary-folder'

function write(file: string, content = ''): string {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

const wheelOf = (content: string) => ({
  package: 'library',
  version: '1.0',
  sha256: createHash('sha256').update(content).digest('hex'),
  keep: ['kept/'],
})

/** Stands for pip and Python's zipfile: delivers a text, and "unpacks" it as a file that is named after what to keep. */
function delivery(content: string) {
  const deliveries: string[] = []
  return {
    deliveries,
    python: 'unused',
    fetch: async (_wheel: unknown, folder: string) => {
      deliveries.push(folder)
      write(join(folder, 'library-1.0.whl'), content)
    },
    unpack: async (file: string, keep: readonly string[], folder: string) =>
      copyFileSync(file, join(folder, keep.map((path) => basename(path)).join())),
  }
}

describe('the pinned wheels', () => {
  test.each([...processorWheels, ...gpuWheels])('$package $version is pinned by its hash', ({ version, sha256 }) => {
    expect(version).toMatch(/^\d+(\.\d+)+$/)
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  test('are fetched once, and appear in the cache whole', async () => {
    const folder = join(temporaryFolder(), 'cache/library-1.0')
    const { deliveries, ...tools } = delivery('the library')
    await ensureWheels({ folder, wheels: [wheelOf('the library')], ...tools })
    await ensureWheels({ folder, wheels: [wheelOf('the library')], ...tools })
    expect(deliveries).toHaveLength(1)
    expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('the library')
    expect(readdirSync(dirname(folder))).toEqual(['library-1.0'])
  })

  test('that are other files are discarded', async () => {
    const folder = join(temporaryFolder(), 'cache/library-1.0')
    const { deliveries: _, ...tools } = delivery('something else')
    await expect(ensureWheels({ folder, wheels: [wheelOf('the library')], ...tools })).rejects.toThrow(
      /is not the pinned file and was discarded/,
    )
    expect(readdirSync(dirname(folder))).toEqual([])
  })
})

/** A folder laid out like one of a TensorFlow library. */
function libraryFolder(...files: readonly string[]): string {
  const folder = temporaryFolder()
  for (const file of ['include/tensorflow/c/c_api.h', ...files]) write(join(folder, file))
  return folder
}

describe('the TensorFlow library', () => {
  test('is found in a Python package and in an unpacked C library', () => {
    const python = libraryFolder('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2')
    expect(libraryIn(python, 'here')).toMatchObject({ folder: python, include: join(python, 'include') })
    const c = libraryFolder('lib/libtensorflow.so.2', 'lib/libtensorflow_framework.so.2')
    expect(libraryIn(c, 'here')).toMatchObject({
      folder: join(c, 'lib'),
      files: ['libtensorflow.so.2', 'libtensorflow_framework.so.2'],
    })
    expect(libraryIn(libraryFolder('libtensorflow_framework.so.2'), 'here')).toBeNull()
    expect(libraryIn(temporaryFolder(), 'here')).toBeNull()
  })

  const options = { cache: '/nowhere', library: null, gpu: false, pythons: [], arch: 'x64' }

  test('is the one that is named, or the person is told what a library needs', async () => {
    const folder = libraryFolder('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2')
    expect(await findLibrary({ ...options, library: folder })).toMatchObject({ folder })
    await expect(findLibrary({ ...options, library: '/nowhere' })).rejects.toThrow(/it needs include\/tensorflow/)
  })

  test('is that of the wheel which an earlier set-up fetched', async () => {
    const cache = temporaryFolder()
    const folder = join(cache, 'tensorflow', `tensorflow-cpu-${processorWheels[0]?.version}`, 'tensorflow')
    for (const file of ['include/tensorflow/c/c_api.h', 'libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
      write(join(folder, file))
    }
    expect(await findLibrary({ ...options, cache })).toMatchObject({ folder })
  })

  test('cannot be fetched without Python, or for another processor, and the person is told what to do', async () => {
    await expect(findLibrary(options)).rejects.toThrow(/There is no Python 3.*Install it.*--library DIR/)
    await expect(findLibrary({ ...options, arch: 'arm64' })).rejects.toThrow(/no pinned .* linux arm64.*--library DIR/)
  })
})

describe('the binding', () => {
  const packageFolder = () => dirname(dirname(write(join(temporaryFolder(), 'package/binding/source.cc'), 'source')))

  function library() {
    const found = libraryIn(libraryFolder('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'), 'here')
    if (found === null) throw new Error('no library')
    return found
  }

  /** A compiler that writes its parameters where its result is wanted, and ends with a code. */
  function compiler(code = 0): string {
    const file = write(
      join(temporaryFolder(), 'compiler'),
      `#!/usr/bin/env node
const parameters = process.argv.slice(2)
const at = parameters.indexOf('-o')
if (at >= 0) require('node:fs').writeFileSync(parameters[at + 1], parameters.join('\\n'))
if (at >= 0 && ${code} !== 0) console.error('error: this cannot be compiled')
process.exitCode = at >= 0 ? ${code} : 0
`,
    )
    chmodSync(file, 0o755)
    return file
  }

  test('is built once for a library, outside of the package, and finds that library by itself', async () => {
    const options = { cache: temporaryFolder(), packageFolder: packageFolder(), library: library() }
    const file = await ensureBinding({ ...options, compilers: ['no-such-compiler', compiler()] })
    expect(file.startsWith(options.cache)).toBe(true)
    const parameters = readFileSync(file, 'utf8').split('\n')
    expect(parameters).toContain(`-Wl,-rpath,${options.library.folder}`)
    expect(parameters).toContain(join(options.packageFolder, 'binding/source.cc'))
    const headers = parameters.filter((one) => one.startsWith('-I')).map((one) => one.slice('-I'.length))
    expect(headers.some((folder) => existsSync(join(folder, 'node_api.h')))).toBe(true)
    expect(await ensureBinding({ ...options, compilers: [] })).toBe(file)
    expect(await ensureBinding({ ...options, library: library(), compilers: [compiler()] })).not.toBe(file)
  })

  test('needs a compiler that understands it, or the person is told what to do', async () => {
    const options = { cache: temporaryFolder(), packageFolder: packageFolder(), library: library() }
    await expect(ensureBinding({ ...options, compilers: [] })).rejects.toThrow(/no C\+\+ compiler\. Install one/)
    await expect(ensureBinding({ ...options, compilers: [compiler(1)] })).rejects.toThrow(
      /could not be built against here:\n {2}error: this cannot be compiled/,
    )
    expect(readdirSync(join(options.cache, 'tensorflow'))).toEqual([])
  })
})
