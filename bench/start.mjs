// How soon the studio can be used, what it holds at rest, and how large its package is.
// `node bench/start.mjs --starts 7 --out bench/results/start.json`; needs a build and a display, for the sizes `npm run package` too.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { _electron } from '@playwright/test'
import { electronRuntime } from '../scripts/electron-runtime.mjs'
import { bundledMain, root } from './bundle.mjs'
import { median } from './soak/flat.mjs'
import { processes } from './soak/readings.mjs'

const { values } = parseArgs({ options: { starts: { type: 'string', default: '7' }, out: { type: 'string' } } })
const starts = Number(values.starts)
/** Seconds after which a window that nobody touches is at rest. */
const REST = 10
/** @type {{ readonly budget: { readonly ms: { readonly first: number, readonly runs: number }, readonly restMB: number, readonly unpackedMB: number, readonly archiveMB: number } }} */
const { budget } = JSON.parse(readFileSync(join(root, 'bench/start-budget.json'), 'utf8'))

/**
 * Starts the studio on a home and waits for something of its first screen that can be pressed.
 * @param {string} home
 * @param {string} wanted the `data-test` of it
 */
async function start(home, wanted) {
  /** @type {Record<string, string>} */
  const env = { GAN_STUDIO_HOME: home }
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined && !(name in env)) env[name] = value
  const executablePath = await electronRuntime()
  const begin = performance.now()
  const app = await _electron.launch({
    executablePath,
    args: ['--no-sandbox', `--user-data-dir=${join(home, '.electron')}`, root],
    env,
  })
  const page = await app.firstWindow({ timeout: 120_000 })
  await page.locator(`[data-test=${wanted}]`).first().click({ trial: true, timeout: 120_000 })
  return { app, ms: performance.now() - begin }
}

/** Starts the studio again and again; each time on the home that `homeOf` answers with. */
async function timed(/** @type {() => string} */ homeOf, /** @type {string} */ wanted) {
  const times = []
  for (let at = 0; at < starts; at++) {
    const { app, ms } = await start(homeOf(), wanted)
    times.push(Math.round(ms))
    await app.close()
  }
  return { median: median(times), most: Math.max(...times), times }
}

/** Sum of the sizes of the files of a folder, links as what they are, in MB of 10^6 bytes. */
function sizeOf(/** @type {string} */ folder) {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0) / 1e6
}

/** The unpacked application and the archive that `npm run package` left; null where it did not run. */
function packageSizes() {
  const dist = join(root, 'dist')
  const all = existsSync(dist) ? readdirSync(dist) : []
  const unpacked = all.find((name) => name.endsWith('unpacked'))
  const archive = all.find((name) => name.endsWith('.tar.gz'))
  if (unpacked === undefined || archive === undefined) return null
  return {
    unpackedMB: Math.round(sizeOf(join(dist, unpacked))),
    archiveMB: Math.round(statSync(join(dist, archive)).size / 1e6),
  }
}

const work = mkdtempSync(join(tmpdir(), 'gan-studio-start-'))
try {
  let made = 0
  const first = await timed(() => join(work, `first-${++made}`), 'quick-start')
  const home = join(work, 'runs')
  const makeHome = await bundledMain('start-home')
  await makeHome(root, home)
  // The first start on it unpacks the bundled datasets, once.
  await (await start(home, 'project-run')).app.close()
  const runs = await timed(() => home, 'project-run')
  const { app } = await start(home, 'project-run')
  await new Promise((resolve) => setTimeout(resolve, REST * 1000))
  const rest = (await processes(app)).map(({ type, megabytes }) => ({ type, megabytes: Math.round(megabytes) }))
  await app.close()
  const restMB = rest.reduce((sum, { megabytes }) => sum + megabytes, 0)
  const sizes = packageSizes()
  const result = {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
    starts,
    ms: { first, runs },
    rest,
    restMB,
    sizes,
  }
  const kept = [
    { what: 'first start, empty home: median ms', measured: first.median, budget: budget.ms.first },
    { what: 'start with 100 runs: median ms', measured: runs.median, budget: budget.ms.runs },
    { what: 'at rest: MB of all processes', measured: restMB, budget: budget.restMB },
    ...(sizes === null
      ? []
      : [
          { what: 'package unpacked: MB', measured: sizes.unpackedMB, budget: budget.unpackedMB },
          { what: 'package as tar.gz: MB', measured: sizes.archiveMB, budget: budget.archiveMB },
        ]),
  ].map((one) => ({ ...one, within: one.measured <= one.budget }))
  console.table(rest)
  console.table(kept)
  if (values.out) writeFileSync(values.out, `${JSON.stringify({ ...result, kept }, null, 2)}\n`)
  if (kept.some(({ within }) => !within)) process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
