import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Tells the person one thing, on stderr: stdout belongs to the command that runs.
 * @param {string} line
 */
export function note(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * Goes to the folder that the person called `npm run SCRIPT` from, so that relative paths mean what was meant: npm
 * starts scripts in the root.
 * @param {string} script
 */
export function enterCallersFolder(script) {
  const folder = process.env['INIT_CWD']
  if (folder !== undefined && process.env['npm_lifecycle_event'] === script) process.chdir(folder)
}

/**
 * The last lines of a program's output, indented, for the end of an error message.
 * @param {string} output
 * @param {number} [count]
 */
export function lastLines(output, count = 12) {
  const lines = output.trimEnd().split('\n').slice(-count)
  return lines.map((line) => `  ${line}`).join('\n')
}

/**
 * A path as a person would write it, with `~` for the home folder.
 * @param {string} path
 */
export function readable(path) {
  const home = homedir()
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

/**
 * What an unknown thrown value says.
 * @param {unknown} error
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}
