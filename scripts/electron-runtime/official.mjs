import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { note } from '../console.mjs'

/** Path of the executable inside an Electron distribution of this platform. */
const executableName = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
const inDistribution =
  process.platform === 'darwin' || process.platform === 'win32' ? executableName[process.platform] : 'electron'

const stallLimitMs = 20_000
const retryAfterMs = 24 * 3600 * 1000

/**
 * The executable that $ELECTRON_OVERRIDE_DIST_PATH names, or null when it is not set.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null}
 * @throws {Error} when it is set and holds no Electron
 */
export function overrideExecutable(env = process.env) {
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (!folder) return null
  const executable = join(folder, inDistribution)
  if (!existsSync(executable))
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is ${folder}, but ${executable} does not exist`)
  return executable
}

/**
 * The executable that npm's `electron` package has downloaded, or null when it has not.
 * @param {string} packageFolder node_modules/electron
 * @returns {string | null}
 */
export function installedExecutable(packageFolder) {
  const marker = join(packageFolder, 'path.txt')
  if (!existsSync(marker)) return null
  const executable = join(packageFolder, 'dist', readFileSync(marker, 'utf8').trim())
  return existsSync(executable) ? executable : null
}

/**
 * Sum of the sizes of all files below a folder.
 * @param {string} folder
 * @returns {Promise<number>}
 */
async function bytesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries.map(async (entry) => {
    if (!entry.isFile()) return 0
    const status = await stat(join(entry.parentPath, entry.name)).catch(() => null)
    return status?.size ?? 0
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/**
 * Runs a child until it ends, or kills it when the watched folders have not grown for a while: a slow download may
 * take its time, one that never starts may not.
 * @param {import('node:child_process').ChildProcess} child
 * @param {readonly string[]} watched
 * @param {{ stallMs: number, onGrowth: () => void }} options
 * @returns {Promise<boolean>} whether it ended with success
 */
function untilDoneOrStalled(child, watched, { stallMs, onGrowth }) {
  return new Promise((resolve) => {
    let bytes = 0
    let grownAt = performance.now()
    const timer = setInterval(async () => {
      const now = (await Promise.all(watched.map(bytesBelow))).reduce((sum, size) => sum + size, 0)
      if (now !== bytes) {
        bytes = now
        grownAt = performance.now()
        onGrowth()
      } else if (performance.now() - grownAt > stallMs) child.kill('SIGKILL')
    }, 500)
    const end = (/** @type {boolean} */ success) => {
      clearInterval(timer)
      resolve(success)
    }
    child.once('error', () => end(false))
    child.once('exit', (code) => end(code === 0))
  })
}

/**
 * Downloads Electron by its own install script. Failure is quiet and remembered, so that not every start waits again.
 * @param {object} options
 * @param {string} options.packageFolder node_modules/electron
 * @param {string} options.cache folder for the memory of failures
 * @param {boolean} options.retry tries although it failed a short while ago
 * @param {number} [options.stallMs] how long the download may stand still
 * @returns {Promise<string | null>} the executable, or null when there was no getting it
 */
export async function downloadOfficial({ packageFolder, cache, retry, stallMs = stallLimitMs }) {
  const installScript = join(packageFolder, 'install.js')
  if (!existsSync(installScript)) return null
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const failure = join(cache, `electron-${version}-download-failed`)
  const failed = await stat(failure).catch(() => null)
  if (!retry && failed !== null && Date.now() - failed.mtimeMs < retryAfterMs) return null

  await mkdir(cache, { recursive: true })
  const temporary = await mkdtemp(join(cache, 'download-'))
  let announced = false
  try {
    const child = spawn(process.execPath, [installScript], {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    })
    const success = await untilDoneOrStalled(child, [temporary, join(packageFolder, 'dist')], {
      stallMs,
      onGrowth() {
        if (!announced) note(`Downloading Electron ${version} ...`)
        announced = true
      },
    })
    const executable = success ? installedExecutable(packageFolder) : null
    if (executable === null) await writeFile(failure, 'Delete this file, or use --retry, to try the download again.\n')
    else await rm(failure, { force: true })
    return executable
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
