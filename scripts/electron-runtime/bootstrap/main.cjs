// Electron's own default app: runs the application whose folder is the first plain argument. The fallback runtime is
// packaged without one; this does what electron/default_app/main.ts does for `electron [-r module]... folder`.
const { existsSync, readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { join, resolve } = require('node:path')
const { app } = require('electron')

/**
 * @param {readonly string[]} parameters
 * @returns {{ preloads: string[], target: string }}
 */
function parse(parameters) {
  /** @type {string[]} */
  const preloads = []
  for (let index = 0; index < parameters.length; index++) {
    const parameter = parameters[index] ?? ''
    if (parameter === '-r' || parameter === '--require') preloads.push(resolve(parameters[++index] ?? ''))
    else if (!parameter.startsWith('-')) return { preloads, target: resolve(parameter) }
  }
  return { preloads, target: process.cwd() }
}

/** @param {string} folder */
function nameApplication(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  // Both setters exist for the default app alone and are in no public declaration.
  const host = /** @type {Electron.App & Record<'setAppPath' | 'setVersion', (value: string) => void>} */ (app)
  host.setAppPath(folder)
  app.setName(manifest.productName ?? manifest.name)
  if (manifest.version !== undefined) host.setVersion(manifest.version)
  const chosen = app.commandLine.hasSwitch('user-data-dir')
  if (!chosen) app.setPath('userData', join(app.getPath('appData'), app.getName()))
}

Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
const { preloads, target } = parse(process.argv.slice(1))
const load = createRequire(join(target, 'package.json'))
for (const preload of preloads) load(preload)
if (existsSync(join(target, 'package.json'))) nameApplication(target)
load(target)
