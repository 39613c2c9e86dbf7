import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collect } from '../child-process.mjs'
import { lastLines, note } from '../console.mjs'

/** @typedef {import('./library.mjs').Library} Library */

const nodeHeaders = join(dirname(fileURLToPath(import.meta.resolve('node-api-headers'))), 'include')

/** The C++ compilers that are tried; the first is one that the person names. */
const knownCompilers = [process.env['CXX'] ?? '', 'g++', 'clang++', 'c++'].filter((name) => name !== '')

/**
 * @param {readonly string[]} compilers
 * @returns {Promise<string>}
 */
async function findCompiler(compilers) {
  for (const compiler of compilers) {
    if ((await collect(compiler, ['--version'])).status === 0) return compiler
  }
  throw new Error(
    'There is no C++ compiler. Install one (Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++), or name one in CXX, and run this again.',
  )
}

/**
 * The sources of the binding in the npm package.
 * @param {string} packageFolder
 */
async function sourcesOf(packageFolder) {
  const folder = join(packageFolder, 'binding')
  return (await readdir(folder)).filter((name) => name.endsWith('.cc')).map((name) => join(folder, name))
}

/**
 * What a binding is made from, as a short name: the same inputs give the same binding.
 * @param {readonly string[]} sources
 * @param {Library} library
 */
async function keyOf(sources, library) {
  const hash = createHash('sha256')
  for (const file of sources) hash.update(await readFile(file))
  for (const file of library.files.map((name) => join(library.folder, name))) {
    const { size, mtimeMs } = await stat(file)
    hash.update(JSON.stringify([file, size, mtimeMs]))
  }
  return hash.update(`${process.platform} ${process.arch}`).digest('hex').slice(0, 16)
}

/**
 * The binding of tfjs-node for a TensorFlow library, built where it is not there yet.
 * @param {{ cache: string, packageFolder: string, library: Library, compilers?: readonly string[] }} options
 * @returns {Promise<string>} its file
 * @throws {Error} when there is no compiler or it fails, with what to do
 */
export async function ensureBinding({ cache, packageFolder, library, compilers = knownCompilers }) {
  const sources = await sourcesOf(packageFolder)
  const folder = join(cache, 'tensorflow', `binding-${await keyOf(sources, library)}`)
  const file = join(folder, 'tfjs_binding.node')
  if (existsSync(file)) return file
  const compiler = await findCompiler(compilers)
  note(`Building the binding with ${compiler} ...`)
  await mkdir(folder, { recursive: true })
  const temporary = join(folder, `${process.pid}.node`)
  const { status, output } = await collect(compiler, [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...[join(packageFolder, 'binding'), packageFolder, library.include, nodeHeaders].map((path) => `-I${path}`),
    ...sources,
    ...['-o', temporary, `-L${library.folder}`, ...library.files.map((name) => `-l:${name}`)],
    `-Wl,-rpath,${library.folder}`,
  ])
  if (status !== 0) {
    await rm(folder, { recursive: true, force: true })
    throw new Error(
      `The binding could not be built against ${library.source}:\n${lastLines(output)}\nName another library with --library DIR.`,
    )
  }
  await rename(temporary, file)
  return file
}
