import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, terminalParts } from './build.mjs'
import { root } from './console.mjs'

/**
 * Becomes the command line: builds it where needed and runs it in this very process, so that Ctrl-C, exit codes and
 * standard streams are its own.
 * @param {readonly string[]} parameters
 */
export async function runHeadless(parameters) {
  await ensureBuilt(terminalParts)
  const entry = join(root, 'out/main/headless.cjs')
  process.argv = [process.execPath, entry, ...parameters]
  await import(pathToFileURL(entry).href)
}
