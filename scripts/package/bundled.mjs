import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../console.mjs'

const listName = '.packages.json'

/**
 * The folder of the package that a module belongs to, below the outermost node_modules; null for the studio's own sources.
 * @param {string} id a module as the bundler names it
 * @returns {string | null}
 */
export function packageOf(id) {
  const path = id.replaceAll('\\', '/').replace(/^\0/, '').split('?')[0] ?? ''
  const start = path.indexOf('/node_modules/')
  if (start < 0) return null
  return /^(?:@[^/]+\/)?[^/]+(?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*/.exec(path.slice(start + 14))?.[0] ?? null
}

/**
 * A plugin of the bundler that writes down which packages a part of the build was made of.
 * @returns {import('vite').Plugin}
 */
export function listPackages() {
  return {
    name: 'studio-list-packages',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
      const packages = new Set(modules.flatMap((id) => packageOf(id) ?? []))
      this.emitFile({ type: 'asset', fileName: listName, source: JSON.stringify([...packages].sort(), null, 2) })
    },
  }
}

/**
 * The packages that the built application was made of, as folders below node_modules.
 * @returns {Promise<string[]>}
 */
export async function bundledPackages() {
  const lists = await Promise.all(
    ['main', 'preload', 'renderer'].map((part) => readFile(join(root, 'out', part, listName), 'utf8')),
  )
  return [...new Set(lists.flatMap((list) => JSON.parse(list)))].sort()
}
