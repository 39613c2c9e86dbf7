import { stripVTControlCharacters } from 'node:util'
import { collect } from '../child-process.mjs'
import { root } from '../console.mjs'

/** @typedef {{ name: string, seconds: number, success: boolean }} StepResult */

/**
 * Runs one action as a named step and reports on it, with its time.
 * @param {string} name
 * @param {() => Promise<{ success: boolean, output?: string }>} action
 * @returns {Promise<StepResult>}
 */
export async function step(name, action) {
  const start = performance.now()
  const { success, output = '' } = await action()
  const seconds = (performance.now() - start) / 1000
  if (!success && output !== '') process.stdout.write(`${output.trimEnd()}\n`)
  process.stdout.write(`${success ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)\n`)
  return { name, seconds, success }
}

/**
 * Runs a check that is a script of package.json; it is silent unless it fails.
 * @param {string} script
 */
export async function packageScript(script) {
  const { status, output } = await collect('npm', ['run', '--silent', script], { cwd: root })
  return { success: status === 0, output: process.stdout.isTTY ? output : stripVTControlCharacters(output) }
}

/**
 * Runs lanes of steps side by side, the steps of a lane one after the other up to its first failure.
 * @param {readonly (readonly (() => Promise<StepResult>)[])[]} lanes
 * @returns {Promise<StepResult[]>}
 */
export async function sideBySide(lanes) {
  const results = lanes.map(async (lane) => {
    /** @type {StepResult[]} */
    const done = []
    for (const run of lane) {
      done.push(await run())
      if (done.at(-1)?.success === false) break
    }
    return done
  })
  return (await Promise.all(results)).flat()
}
