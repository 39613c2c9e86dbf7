import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Arch, build, Platform } from 'electron-builder'
import { note, root } from '../console.mjs'
import { packagingConfig } from './config.mjs'
import { fuseNames, fusesOf } from './fuses.mjs'

/** @typedef {import('./natives.mjs').System} System */
/** @typedef {import('./natives.mjs').Processor} Processor */

const platforms = { linux: Platform.LINUX, darwin: Platform.MAC, win32: Platform.WINDOWS }
const processors = { x64: Arch.x64, arm64: Arch.arm64 }

/** Names in the unpacked folders of systems; the second is added for processors other than x64. */
const unpackedNames = { linux: 'linux', darwin: 'mac', win32: 'win' }

/**
 * The system that packages are made for here: a package needs the natives of its own.
 * @returns {{ system: System, processor: Processor }}
 * @throws {Error} where there is no package for it
 */
export function thisMachine() {
  const { platform: system, arch: processor } = process
  const known = system === 'linux' || system === 'darwin' || system === 'win32'
  if (!known || (processor !== 'x64' && processor !== 'arm64')) {
    throw new Error(`The studio is not packaged for ${system} ${processor}.`)
  }
  return { system, processor }
}

/**
 * The folder that {@link packFolder} makes.
 * @param {string} output
 * @param {System} system
 * @param {Processor} processor
 */
export function unpackedFolder(output, system, processor) {
  const name = `${unpackedNames[system]}${processor === 'x64' ? '' : `-${processor}`}`
  return join(output, system === 'darwin' ? name : `${name}-unpacked`)
}

/**
 * The folder of the Electron distribution that an executable belongs to.
 * @param {string} executable
 */
function distributionOf(executable) {
  const folder = dirname(executable)
  return folder.endsWith('Electron.app/Contents/MacOS') ? join(folder, '../../..') : folder
}

/**
 * Makes the unpacked application from an Electron that is installed. Nothing is downloaded.
 * @param {object} options
 * @param {string} options.executable the Electron's
 * @param {System} options.system
 * @param {Processor} options.processor
 * @param {string} options.output
 */
export async function packFolder({ executable, system, processor, output }) {
  const distribution = distributionOf(executable)
  const electronVersion = (await readFile(join(distribution, 'version'), 'utf8')).trim().replace(/^v/, '')
  const present = await fusesOf(executable)
  const absent = fuseNames.filter((name) => present[name] === undefined)
  if (absent.length > 0) note(`Electron ${electronVersion} does not have these fuses yet: ${absent.join(', ')}.`)
  const config = await packagingConfig()
  const electronFuses = Object.entries(config.electronFuses).filter(([name]) => !absent.some((one) => one === name))
  // electron-builder merges what it is given into its file, where a fuse cannot be taken back: it gets a file of its own.
  const file = join(output, 'electron-builder.json')
  await mkdir(output, { recursive: true })
  const directories = { ...config.directories, output }
  const adapted = { ...config, electronFuses: Object.fromEntries(electronFuses), directories }
  await writeFile(file, JSON.stringify({ ...adapted, electronDist: distribution, electronVersion }))
  const targets = platforms[system].createTarget('dir', processors[processor])
  await build({ projectDir: root, targets, config: file, publish: 'never' })
}

/**
 * Makes a package of another kind from the unpacked application.
 * @param {string} target as electron-builder names it, such as `AppImage`
 * @param {object} options
 * @param {string} options.prepackaged what {@link packFolder} made
 * @param {System} options.system
 * @param {Processor} options.processor
 * @param {string} options.output
 * @returns {Promise<string[]>} the files
 */
export function packTarget(target, { prepackaged, system, processor, output }) {
  const targets = platforms[system].createTarget(target, processors[processor])
  return build({ projectDir: root, targets, prepackaged, config: { directories: { output } }, publish: 'never' })
}

/** Where electron-builder finds the tools of its packers, such as those of AppImage, unless a mirror is set. */
const tools = 'https://github.com/electron-userland/electron-builder-binaries/releases'

/**
 * Why the tools of the packers cannot be downloaded, or null where they can. electron-builder itself would try for minutes.
 * @returns {Promise<string | null>}
 */
export async function toolsOutOfReach() {
  const { host, href } = new URL(process.env['ELECTRON_BUILDER_BINARIES_MIRROR'] || tools)
  try {
    await fetch(href, { method: 'HEAD', signal: AbortSignal.timeout(10_000) })
    return null
  } catch {
    return `electron-builder downloads its packers’ tools from ${host}, which cannot be reached`
  }
}
