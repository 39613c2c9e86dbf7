#!/usr/bin/env node
// Imports a folder of small JPEG files with the built command line, beside a Pillow loader of two processes.
//   node bench/import.mjs [--count 50000] [--rounds 2] [--python python3] [--source FOLDER made before]
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '2' },
    python: { type: 'string', default: 'python3' },
    source: { type: 'string' },
  },
})
const script = join(root, 'bench/import_pillow.py')
const work = mkdtempSync(join(tmpdir(), 'studio-import-'))
const source = values.source ?? join(work, 'source')

/** The importer process of this checkout, undefined while there is none. */
function importerProcess() {
  for (const pid of existsSync('/proc') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(join(root, 'out/main/importer.cjs'))) return pid
    } catch {
      // The process has just ended.
    }
  }
  return undefined
}

/** Tells the resident bytes of the importer process; it is looked for once, since looking takes time from the import. */
function residentMeter() {
  let pid = importerProcess()
  return () => {
    try {
      pid ??= importerProcess()
      if (pid === undefined) return 0
      return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024
    } catch {
      return 0
    }
  }
}

/**
 * The largest of the values between two shares of their number, in MB.
 * @param {readonly number[]} memory bytes, evenly spread over time
 * @param {number} from
 * @param {number} to
 */
const peak = (memory, from, to) =>
  Math.round(Math.max(0, ...memory.slice(Math.floor(from * memory.length), Math.ceil(to * memory.length))) / 2 ** 20)

/** @param {number} round */
async function importOnce(round) {
  const home = join(work, 'home')
  const memory = /** @type {number[]} */ ([])
  const parameters = [
    'datasets',
    'import',
    source,
    '--name',
    `Bench ${round}`,
    '--size',
    '64',
    '--home',
    home,
    '--json',
  ]
  const child = spawn(process.execPath, [join(root, 'out/main/headless.cjs'), ...parameters], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const residentBytes = residentMeter()
  const timer = setInterval(() => memory.push(residentBytes()), 250)
  let text = ''
  for await (const chunk of child.stdout) text += chunk
  clearInterval(timer)
  const { report } = JSON.parse(text)
  return { images: report.images, seconds: report.seconds, memory: memory.filter((bytes) => bytes > 0) }
}

try {
  if (values.source === undefined) execFileSync(values.python, [script, 'make', source, values.count])
  // The first start of a home unpacks the bundled datasets, which is no part of an import.
  execFileSync(process.execPath, [join(root, 'out/main/headless.cjs'), 'presets', '--home', join(work, 'home')])
  const rounds = []
  let images = 0
  for (let round = 0; round < Number(values.rounds); round++) {
    const pillow = JSON.parse(execFileSync(values.python, [script, 'load', source, '64', '2'], { encoding: 'utf8' }))
    const studio = await importOnce(round)
    images = studio.images
    rounds.push({
      pillowPerSecond: Math.round(pillow.images / pillow.seconds),
      studioPerSecond: Math.round(studio.images / studio.seconds),
      ratio: Number((studio.images / studio.seconds / (pillow.images / pillow.seconds)).toFixed(2)),
      // The largest in each quarter of the importer's life; it lists the files, starts and warms up in the first.
      megabytes: [0, 1, 2, 3].map((quarter) => peak(studio.memory, quarter / 4, (quarter + 1) / 4)),
    })
  }
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, Node.js ${process.version}`
  const result = { machine, images, rounds }
  const name = images === 50_000 ? 'import' : `import-${images}`
  writeFileSync(join(root, `bench/results/${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
