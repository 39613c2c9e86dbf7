import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { collect } from '../child-process.mjs'
import { lastLines, note } from '../console.mjs'

/** Debian's names of what Electron and a virtual display need; the font makes pages look as they do on a desktop. */
const packages = [
  'xvfb',
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2',
  'libxkbcommon0',
  'fonts-noto-core',
]
const installLimitMs = 10 * 60_000

/**
 * The libraries that `ldd` could not find.
 * @param {string} listing output of ldd
 * @returns {string[]}
 */
export function missingLibraries(listing) {
  return listing.split('\n').flatMap((line) => /^\s*(\S+) => not found/.exec(line)?.[1] ?? [])
}

/**
 * Whether an /etc/os-release is that of Debian, Ubuntu or a descendant.
 * @param {string} osRelease
 */
export function usesApt(osRelease) {
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(osRelease)
}

/**
 * Names of packages as this release has them: those whose ABI changed with 64-bit time carry a `t64`.
 * @param {readonly string[]} names
 * @param {ReadonlySet<string>} known every package name of the release
 */
export function releaseNames(names, known) {
  return names.map((name) => (known.has(`${name}t64`) ? `${name}t64` : name))
}

/** @param {string} program */
function onPath(program) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, program)))
}

/**
 * What is missing on this machine to run the executable, and to show it on a virtual display.
 * @param {string} executable
 * @param {boolean} virtualDisplay
 */
async function missing(executable, virtualDisplay) {
  const { output } = await collect('ldd', [executable])
  const libraries = missingLibraries(output)
  return virtualDisplay && !onPath('Xvfb') ? [...libraries, 'Xvfb'] : libraries
}

async function install() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const network = ['-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::Retries=2', '-o', 'DPkg::Lock::Timeout=300']
  const apt = (/** @type {string[]} */ ...parameters) =>
    collect('apt-get', [...network, ...parameters], { env, limitMs: installLimitMs })
  const update = await apt('update')
  if (update.status !== 0) throw new Error(`apt-get update failed:\n${lastLines(update.output)}`)
  const known = new Set((await collect('apt-cache', ['pkgnames'])).output.split('\n'))
  const result = await apt('install', '--yes', '--no-install-recommends', ...releaseNames(packages, known))
  if (result.status !== 0) throw new Error(`apt-get install failed:\n${lastLines(result.output)}`)
}

/**
 * Makes sure that the system libraries which Electron needs on Linux are there: installs them where we are root on
 * Debian or Ubuntu, does nothing on other systems.
 * @param {string} executable
 * @param {{ virtualDisplay: boolean }} options whether Xvfb is needed too
 * @throws {Error} naming what is missing and the one command to run, where we may not install it
 */
export async function ensureSystemLibraries(executable, { virtualDisplay }) {
  if (process.platform !== 'linux') return
  const absent = await missing(executable, virtualDisplay)
  if (absent.length === 0) return
  const apt = existsSync('/etc/os-release') && usesApt(readFileSync('/etc/os-release', 'utf8'))
  if (!apt) throw new Error(`Electron needs ${absent.join(', ')}. Install them with your system's package manager.`)
  if (process.getuid?.() !== 0) {
    const command = `sudo apt-get install --yes --no-install-recommends ${packages.join(' ')}`
    throw new Error(`Electron needs ${absent.join(', ')}. Run this once:\n  ${command}`)
  }
  note(`Installing the system packages that Electron needs (${absent.join(', ')} missing) ...`)
  await install()
  const still = await missing(executable, virtualDisplay)
  if (still.length > 0)
    throw new Error(`Electron still needs ${still.join(', ')} after installing ${packages.join(' ')}`)
}
