#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { ensureBuilt, windowParts } from './build.mjs'
import { messageOf, note } from './console.mjs'
import { packageScript, sideBySide, step } from './test/checks.mjs'
import { runPlaywright, runVitest } from './test/runners.mjs'

const checks = ['types', 'lint', 'imports', 'unused']
const levels = ['unit', 'contract', 'integration', 'oracle']
const names = [...checks, 'build', ...levels, 'e2e']

const help = `Usage: npm test [-- --only NAME[,NAME]...]

Runs everything, or the named steps: ${names.join(', ')}.
`

/** @typedef {import('./test/checks.mjs').StepResult} StepResult */
/** @typedef {import('./test/reports.mjs').Tally} Tally */

/** @returns {string[]} */
function selectedSteps() {
  const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })
  if (values.help === true) return []
  const selected = values.only?.split(',') ?? names
  const unknown = selected.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new Error(`No such step: ${unknown.join(', ')}\n\n${help}`)
  return selected
}

async function buildAll() {
  try {
    await ensureBuilt(windowParts)
    return { success: true }
  } catch (error) {
    return { success: false, output: messageOf(error) }
  }
}

/**
 * Runs the selected checks, and the build that the tests need, on two lanes.
 * @param {readonly string[]} selected
 * @returns {Promise<StepResult[]>}
 */
function runChecks(selected) {
  const check = (/** @type {string} */ name) =>
    selected.includes(name) ? [() => step(name, () => packageScript(name))] : []
  const needsBuild = ['build', 'contract', 'integration', 'e2e'].some((name) => selected.includes(name))
  const build = needsBuild ? [() => step('build', buildAll)] : []
  return sideBySide([check('types'), [...check('lint'), ...check('imports'), ...check('unused'), ...build]])
}

/**
 * Runs the selected tests, the end-to-end ones last and only when the others pass.
 * @param {readonly string[]} selected
 * @returns {Promise<{ results: StepResult[], tally: Tally }>}
 */
async function runTests(selected) {
  const projects = levels.filter((level) => selected.includes(level))
  const runners = [
    { name: projects.join(', '), wanted: projects.length > 0, run: () => runVitest(projects) },
    { name: 'e2e', wanted: selected.includes('e2e'), run: () => runPlaywright('e2e') },
  ]
  /** @type {StepResult[]} */
  const results = []
  const tally = { passed: 0, failed: 0 }
  for (const { name, run } of runners.filter(({ wanted }) => wanted)) {
    const result = await step(name, async () => {
      const { passed, failed, success } = await run()
      tally.passed += passed
      tally.failed += failed
      return { success }
    })
    results.push(result)
    if (!result.success) break
  }
  return { results, tally }
}

async function test() {
  const selected = selectedSteps()
  if (selected.length === 0) {
    process.stdout.write(help)
    return
  }
  const checked = await runChecks(selected)
  const checksPass = checked.every(({ success }) => success)
  const { results, tally } = checksPass ? await runTests(selected) : { results: [], tally: { passed: 0, failed: 0 } }
  const all = [...checked, ...results]
  const failed = all.filter(({ success }) => !success).map(({ name }) => name)
  const times = all.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`).join(', ')
  process.stdout.write(`\n${times}\n`)
  if (failed.length > 0) {
    process.stdout.write(`FAILED: ${failed.join(', ')}${checksPass ? '' : ' (so no test was run)'}\n`)
    process.exitCode = 1
  }
  if (results.length > 0) process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`)
}

try {
  await test()
} catch (error) {
  note(messageOf(error))
  process.exitCode = 1
}
