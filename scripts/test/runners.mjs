import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { foreground } from '../child-process.mjs'
import { root } from '../console.mjs'
import { ensureSystemLibraries } from '../electron-runtime/system-libraries.mjs'
import { electronRuntime } from '../electron-runtime.mjs'
import { tallyPlaywright, tallyVitest } from './reports.mjs'
import { startVirtualDisplay } from './virtual-display.mjs'

/** @typedef {import('./reports.mjs').Tally & { success: boolean }} RunnerResult */

const results = join(root, 'test-results')

/**
 * Runs a test runner in the foreground and counts its report. A run without a report counts as one failure.
 * @template Report
 * @param {readonly string[]} parameters of node
 * @param {string} reportFile
 * @param {(report: Report) => import('./reports.mjs').Tally} tally
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<RunnerResult>}
 */
async function runAndTally(parameters, reportFile, tally, env) {
  await mkdir(results, { recursive: true })
  await rm(reportFile, { force: true })
  const status = await foreground(process.execPath, parameters, { cwd: root, env })
  const content = await readFile(reportFile, 'utf8').catch(() => null)
  const { passed, failed } = content === null ? { passed: 0, failed: 1 } : tally(JSON.parse(content))
  const success = status === 0 && failed === 0 && passed > 0
  return { passed, failed: success ? 0 : Math.max(failed, 1), success }
}

/**
 * Runs projects of vitest.
 * @param {readonly string[]} projects
 */
export function runVitest(projects) {
  const report = join(results, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  // The unit tests are two projects: `unit` and `unit-pure`.
  const selection = projects.map((project) => `--project=${project}*`)
  const command = join(root, 'node_modules/vitest/vitest.mjs')
  return runAndTally([command, 'run', ...reporters, ...selection], report, tallyVitest, process.env)
}

/**
 * Runs a Playwright project in real Electron; on Linux on a display of its own, elsewhere on the desktop.
 * @param {'e2e' | 'pictures' | 'walk'} project
 * @param {NodeJS.ProcessEnv} [settings] for the tests, beside this process's environment
 */
export async function runPlaywright(project, settings = {}) {
  const executable = await electronRuntime()
  await ensureSystemLibraries(executable, { virtualDisplay: true })
  const report = join(results, `${project}.json`)
  const command = join(root, 'node_modules/@playwright/test/cli.js')
  const env = { ...process.env, ...settings, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const parameters = [command, 'test', '--reporter=list,json', `--project=${project}`]
  if (process.platform !== 'linux') return runAndTally(parameters, report, tallyPlaywright, env)
  const { display, stop } = await startVirtualDisplay()
  try {
    return await runAndTally(parameters, report, tallyPlaywright, { ...env, DISPLAY: display })
  } finally {
    await stop()
  }
}
