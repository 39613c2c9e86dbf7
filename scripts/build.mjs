#!/usr/bin/env node
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './build-lock.mjs'
import { messageOf, note, root } from './console.mjs'
import { listPackages } from './package/bundled.mjs'

/** @typedef {'main' | 'preload' | 'renderer'} Part */

const common = ['package-lock.json', 'electron.vite.config.ts', 'scripts/package/bundled.mjs', 'src-shared']

/** What each part of the build is made from, relative to the root. */
const sources = {
  main: [...common, 'src-main'],
  preload: [...common, 'src-main/preload'],
  renderer: [...common, 'src-renderer'],
}

/** Everything that runs without a window: the command line and the trainer. @type {readonly Part[]} */
export const terminalParts = ['main']

/** The whole application. @type {readonly Part[]} */
export const windowParts = ['main', 'preload', 'renderer']

/**
 * @param {string} path a file or folder, relative to the root
 * @returns {Promise<string[]>} the files, sorted, relative to the root
 */
async function filesBelow(path) {
  if ((await stat(join(root, path))).isFile()) return [path]
  const names = await readdir(join(root, path), { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.map((file) => file.slice(root.length + 1)).sort()
}

/**
 * A hash over the names and contents of everything that a part is made from.
 * @param {Part} part
 */
async function fingerprint(part) {
  const files = (await Promise.all(sources[part].map(filesBelow))).flat()
  const contents = await Promise.all(files.map((file) => readFile(join(root, file))))
  const hash = createHash('sha256')
  for (const [index, content] of contents.entries()) {
    hash.update(`\0${files[index]}\0${content.length}\0`)
    hash.update(content)
  }
  return hash.digest('hex')
}

/** @param {Part} part */
const stampOf = (part) => join(root, 'out', part, '.built-from')

/**
 * @param {readonly Part[]} parts
 * @returns {Promise<Part[]>} those whose output is missing or older than its sources
 */
async function outdated(parts) {
  const checks = parts.map(async (part) => {
    const stamp = existsSync(stampOf(part)) ? await readFile(stampOf(part), 'utf8') : ''
    return stamp === (await fingerprint(part)) ? [] : [part]
  })
  return (await Promise.all(checks)).flat()
}

/**
 * Builds parts of the application, one after the other. Each build empties its folder first, stamp and all, so that
 * an interrupted one is seen as outdated.
 * @param {readonly Part[]} parts
 * @param {{ logLevel: 'info' | 'warn' }} options
 */
async function build(parts, { logLevel }) {
  process.env['NODE_ENV_ELECTRON_VITE'] = 'production'
  const { resolveConfig } = await import('electron-vite')
  const vite = await import('vite')
  const { config } = await resolveConfig({ root, logLevel }, 'build', 'production')
  for (const part of parts) {
    const stamp = await fingerprint(part)
    const section = config?.[part]
    if (section === undefined) throw new Error(`electron.vite.config.ts has no section ${part}`)
    // Compiled graphs on the disk are found again only by the build that made them.
    const define = { ...section.define, STUDIO_BUILD: JSON.stringify(stamp) }
    await vite.build({ ...section, define, logLevel, plugins: [section.plugins, listPackages()] })
    await writeFile(stampOf(part), stamp)
  }
}

/**
 * Builds what is missing or outdated, silently when nothing is; all it says is one line on stderr.
 * @param {readonly Part[]} parts
 * @throws {Error} when the build fails
 */
export async function ensureBuilt(parts) {
  if ((await outdated(parts)).length === 0) return
  await withLock(join(root, 'out/.building'), async () => {
    const todo = await outdated(parts)
    if (todo.length === 0) return
    note(`Building GAN Studio (${todo.join(', ')}) ...`)
    await build(todo, { logLevel: 'warn' })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await withLock(join(root, 'out/.building'), () => build(windowParts, { logLevel: 'info' }))
  } catch (error) {
    note(messageOf(error))
    process.exitCode = 1
  }
}
