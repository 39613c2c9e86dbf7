import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../console.mjs'

/** @typedef {import('./natives.mjs').System} System */
/** @typedef {import('./natives.mjs').Processor} Processor */

/**
 * electron-builder.yml, as far as the studio's own scripts read it.
 * @typedef {object} PackagingConfig
 * @property {string[]} files
 * @property {Record<string, boolean>} electronFuses
 * @property {Record<string, unknown>} directories
 * @property {SystemConfig} linux
 * @property {SystemConfig} mac
 * @property {SystemConfig} win
 */

/** @typedef {{ target: { target: string, arch: Processor[] }[] }} SystemConfig */

const sections = /** @type {const} */ ({ linux: 'linux', darwin: 'mac', win32: 'win' })

/** @returns {Promise<PackagingConfig>} */
export const packagingConfig = async () => parse(await readFile(join(root, 'electron-builder.yml'), 'utf8'))

/**
 * The kinds of packages that are made for a system and processor; empty where there are none.
 * @param {PackagingConfig} config
 * @param {System} system
 * @param {Processor} processor
 * @returns {string[]}
 */
export const targetsFor = (config, system, processor) =>
  config[sections[system]].target.filter(({ arch }) => arch.includes(processor)).map(({ target }) => target)

/**
 * The packages beside the bundles that a package of the studio may hold: names, and scopes for all of a scope.
 * @param {PackagingConfig} config
 * @returns {string[]}
 */
export function admittedPackages({ files }) {
  const names = files.map((file) => /^!node_modules\/!\(([^)]*)\)/.exec(file)?.[1]).find((list) => list !== undefined)
  if (names === undefined) throw new Error('electron-builder.yml does not say which packages it lets in.')
  return names.split('|')
}
