#!/usr/bin/env node
// Kills an import of many images half way, goes on with it, and compares with an import that nothing happened to.
//   node bench/resume.mjs [--count 200000] [--python python3]
import { execFileSync, spawn } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: { count: { type: 'string', default: '200000' }, python: { type: 'string', default: 'python3' } },
})
const count = Number(values.count)
const work = mkdtempSync(join(tmpdir(), 'studio-resume-'))
const [source, home] = [join(work, 'source'), join(work, 'home')]
const headless = join(root, 'out/main/headless.cjs')

/** A thousand different pictures under as many names as are wanted. */
function makeSource() {
  const some = join(work, 'some')
  execFileSync(values.python, [join(root, 'bench/import_pillow.py'), 'make', some, '1000'])
  const files = readdirSync(some, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jpg'))
  for (let index = 0; index < count; index++) {
    const folder = join(source, `class${index % 10}`, String(Math.floor(index / 1000)).padStart(4, '0'))
    if (index % 1000 < 10) mkdirSync(folder, { recursive: true })
    linkSync(join(some, files[index % 1000] ?? ''), join(folder, `${index}.jpg`))
  }
}

/** @param {string} name @param {(child: import('node:child_process').ChildProcess) => void} [watch] */
async function importAs(name, watch) {
  const parameters = ['datasets', 'import', source, '--name', name, '--size', '64', '--home', home, '--json']
  // In a group of its own, so that all of it can be killed at once.
  const child = spawn(process.execPath, [headless, ...parameters], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  watch?.(child)
  let [out, told] = ['', '']
  child.stdout.on('data', (text) => {
    out += text
  })
  child.stderr.on('data', (text) => {
    told += text
  })
  await new Promise((end) => child.on('close', end))
  return { out, told }
}

/** Images in the journal of an import that is not finished. @param {string} id */
function finishedImages(id) {
  const text = readFileSync(join(home, 'datasets', `.${id}.import`, 'journal.jsonl'), 'utf8')
  const lines = text.split('\n').slice(1, -1)
  return lines.reduce((sum, line) => sum + JSON.parse(line).images.length, 0)
}

/** @param {string} id */
const checksum = (id) =>
  JSON.parse(readFileSync(join(home, 'datasets', id, 'dataset.json'), 'utf8')).splits[0].pixels.sha256

try {
  makeSource()
  execFileSync(process.execPath, [headless, 'presets', '--home', home])
  const whole = JSON.parse((await importAs('Whole')).out).report
  await importAs('Killed', (child) => {
    const timer = setInterval(() => {
      try {
        if (finishedImages('killed') < count / 2) return
      } catch {
        return // the journal is not there yet
      }
      clearInterval(timer)
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, 100)
    child.on('close', () => clearInterval(timer))
  })
  const finished = finishedImages('killed')
  const again = await importAs('Killed')
  const report = JSON.parse(again.out).report
  const begins = [...again.told.matchAll(/reading ([\d,]+)\//g)].map(([, number]) =>
    Number(number?.replaceAll(',', '')),
  )
  const result = {
    machine: `${cpus()[0]?.model}, ${availableParallelism()} cores, Node.js ${process.version}`,
    images: whole.images,
    seconds: whole.seconds,
    finishedWhenKilled: finished,
    resumedFrom: begins[0] ?? null,
    secondsAfterwards: report.seconds,
    imagesAfterwards: report.images,
    samePixels: checksum('whole') === checksum('killed'),
  }
  writeFileSync(join(root, 'bench/results/resume.json'), `${JSON.stringify(result, null, 2)}\n`)
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
