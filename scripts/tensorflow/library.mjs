import { existsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { collect } from '../child-process.mjs'
import { note, readable } from '../console.mjs'
import { gpuWheels, processorWheels } from './pins.mjs'
import { ensureWheels } from './wheels.mjs'

/**
 * A TensorFlow library with its C API.
 * @typedef {object} Library
 * @property {string} folder of the shared libraries
 * @property {string} include folder of the headers
 * @property {readonly string[]} files names of the shared libraries to link
 * @property {string} source where it comes from, for people
 */

/** Names of the shared libraries, those of a Python package first. */
const namings = [
  ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  ['libtensorflow.so.2', 'libtensorflow_framework.so.2'],
]

/**
 * The library in a folder: that of a Python package, or an unpacked C library with `lib` and `include`.
 * @param {string} folder
 * @param {string} source
 * @returns {Library | null} null when it is no such folder
 */
export function libraryIn(folder, source) {
  const include = join(folder, 'include')
  if (!existsSync(join(include, 'tensorflow/c/c_api.h'))) return null
  for (const place of [folder, join(folder, 'lib')]) {
    for (const files of namings) {
      if (files.every((file) => existsSync(join(place, file)))) return { folder: place, include, files, source }
    }
  }
  return null
}

/** Prints the folder of the Python package tensorflow, without importing it: that would take seconds. */
const locating = `
import importlib.util
found = importlib.util.find_spec('tensorflow')
print(found.submodule_search_locations[0] if found and found.submodule_search_locations else '')
`

/**
 * The first Python 3.
 * @param {readonly string[]} names
 * @returns {Promise<string | null>}
 */
async function findPython(names) {
  for (const python of names) {
    const { status } = await collect(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'])
    if (status === 0) return python
  }
  return null
}

/**
 * The library of the installed Python package tensorflow.
 * @param {string} python
 * @param {boolean} gpu it must be one with CUDA
 * @returns {Promise<Library | null>}
 */
async function installedLibrary(python, gpu) {
  const { status, output } = await collect(python, ['-c', locating])
  const folder = output.trim().split('\n').at(-1) ?? ''
  if (status !== 0 || folder === '') return null
  const library = libraryIn(folder, `the Python package in ${readable(folder)}`)
  if (library === null) {
    note(`The Python package tensorflow in ${readable(folder)} has no libtensorflow_cc.so.2: it is not used.`)
    return null
  }
  if (!gpu) return library
  const build = await readFile(join(folder, 'python/platform/build_info.py'), 'utf8').catch(() => '')
  return /['"]is_cuda_build['"]\s*:\s*True/.test(build) ? library : null
}

/**
 * The library of the pinned wheels.
 * @param {string} cache
 * @param {string | null} python
 * @param {boolean} gpu
 * @param {string} arch
 * @returns {Promise<Library>}
 */
async function pinnedLibrary(cache, python, gpu, arch) {
  if (arch !== 'x64') {
    throw new Error(
      `There is no pinned TensorFlow library for linux ${arch}. Install the Python package (pip install tensorflow), ` +
        'or name a library with --library DIR.',
    )
  }
  const wheels = gpu ? gpuWheels : processorWheels
  const [first] = wheels
  const name = `${first?.package}-${first?.version}`
  const folder = join(cache, 'tensorflow', name)
  if (!existsSync(folder)) {
    if (python === null) {
      throw new Error(
        'There is no Python 3, whose pip fetches the TensorFlow library. Install it (Debian, Ubuntu: apt install python3 python3-pip), ' +
          'or name a library with --library DIR.',
      )
    }
    await ensureWheels({ folder, wheels, python })
  }
  const library = libraryIn(join(folder, 'tensorflow'), `the wheel ${name}`)
  if (library === null) throw new Error(`${folder} is damaged. Delete it, and run this again.`)
  return library
}

/**
 * The TensorFlow library to build against: the named one, that of an installed Python package, or the pinned wheel.
 * @param {object} options
 * @param {string} options.cache
 * @param {string | null} options.library the folder that the person names
 * @param {boolean} options.gpu
 * @param {readonly string[]} [options.pythons] names of Python
 * @param {string} [options.arch]
 * @returns {Promise<Library>}
 * @throws {Error} when there is none, with what to do
 */
export async function findLibrary({ cache, library, gpu, pythons = ['python3', 'python'], arch = process.arch }) {
  if (library !== null) {
    const folder = await realpath(library).catch(() => library)
    const named = libraryIn(folder, readable(folder))
    if (named !== null) return named
    throw new Error(
      `${library} is no folder of a TensorFlow library: it needs include/tensorflow/c/c_api.h, and libtensorflow_cc.so.2 ` +
        'with libtensorflow_framework.so.2 (a Python package), or lib/libtensorflow.so.2 (a C library).',
    )
  }
  const python = await findPython(pythons)
  const installed = python === null ? null : await installedLibrary(python, gpu)
  return installed ?? (await pinnedLibrary(cache, python, gpu, arch))
}
