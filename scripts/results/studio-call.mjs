import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../console.mjs'

/**
 * What a command of the studio answered, and what it took.
 * @typedef {object} Answer
 * @property {unknown} json
 * @property {number} seconds of wall time
 * @property {number} processorSeconds of it and of the processes that it started
 */

/** User and system time of waited-for children, from the second line that bash's `times` prints: `1m2.345s 0m0.678s`. */
const childrenTime = (/** @type {string} */ output) =>
  [...output.matchAll(/(\d+)m([\d.]+)s/g)]
    .slice(-2)
    .reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)

/**
 * Runs `studio …` in a home, with `--json`. Throws where it fails.
 * @param {string} home
 * @param {readonly string[]} parameters
 * @returns {Promise<Answer>}
 */
export function studio(home, parameters) {
  const headless = join(root, 'out/main/headless.cjs')
  const call = [process.execPath, headless, ...parameters, '--home', home, '--json']
  const started = performance.now()
  return new Promise((resolve, reject) => {
    // Node does not tell what its children took; the shell does.
    const child = spawn('bash', ['-c', '"$@"; status=$?; times >&2; exit $status', 'bash', ...call], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let messages = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      messages = (messages + text).slice(-4000)
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code !== 0) reject(new Error(`studio ${parameters.join(' ')} ended with ${code}:\n${messages}`))
      else {
        const seconds = (performance.now() - started) / 1000
        resolve({ json: JSON.parse(output), seconds, processorSeconds: childrenTime(messages) })
      }
    })
  })
}
