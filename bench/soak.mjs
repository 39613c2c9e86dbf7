// Drives the built application for some minutes and says whether memory, handles and the database stay flat.
// `node bench/soak.mjs --minutes 20 --out bench/results/soak.json --plot docs/images/soak.svg`; needs a build and a display, and Linux
// for the handles. Each round trains a run in the window, pauses, resumes and stops it, explores its latent space, compares it with
// another, deletes it and empties the trash; then everything is read.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { openLatent } from './latent-window.mjs'
import { flatness, median } from './soak/flat.mjs'
import { plot } from './soak/plot.mjs'
import { databaseSize, folderSize, pageReader, processes } from './soak/readings.mjs'
import { emptyTrash, keepNoResponses, keepPort, quiet, round } from './soak/round.mjs'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    application: { type: 'string' },
    out: { type: 'string' },
    plot: { type: 'string' },
  },
})
const minutes = Number(values.minutes)

const { app, page, home, close } = await openLatent(['mlp-small'], values.application)
/** @type {(Record<string, number> & { minutes: number })[]} */
const readings = []
try {
  const readPage = await pageReader(page)
  await keepPort(page)
  await keepNoResponses(page)
  const begin = performance.now()
  const since = () => (performance.now() - begin) / 60_000
  while (since() < minutes) {
    const trainer = await round(app, page)
    await emptyTrash(page)
    await quiet(page)
    const held = await readPage()
    const all = await processes(app)
    /** @type {(kind: string) => { megabytes: number, handles: number }} */
    const of = (kind) =>
      all
        .filter(({ type }) => type === kind)
        .reduce((sum, one) => ({ megabytes: sum.megabytes + one.megabytes, handles: sum.handles + one.handles }), {
          megabytes: 0,
          handles: 0,
        })
    const others = all.filter(({ type }) => !['main', 'page', 'sampler', 'trainer'].includes(type))
    readings.push({
      minutes: since(),
      main: of('main').megabytes,
      page: of('page').megabytes,
      sampler: of('sampler').megabytes,
      trainer: trainer.trainer,
      others: others.reduce((sum, { megabytes }) => sum + megabytes, 0),
      ...held,
      mainHandles: of('main').handles,
      pageHandles: of('page').handles,
      samplerHandles: of('sampler').handles,
      trainerHandles: trainer.trainerHandles,
      processes: all.length,
      ...databaseSize(home),
      home: folderSize(home),
    })
    console.log(
      JSON.stringify(readings.at(-1), (_, value) => (typeof value === 'number' ? Number(value.toFixed(2)) : value)),
    )
  }
} finally {
  await close()
}

/** Each quantity: its name for people, its unit, and the growth between the quarters that counts as none. */
const quantities = /** @type {const} */ ({
  main: ['Main', 'MB', { share: 0.03, amount: 0 }],
  page: ['Page', 'MB', { share: 0.03, amount: 0 }],
  sampler: ['Sampler', 'MB', { share: 0.03, amount: 0 }],
  trainer: ['Trainer before its run ends', 'MB', { share: 0.03, amount: 0 }],
  others: ['GPU, network and zygote', 'MB', { share: 0.03, amount: 0 }],
  heap: ['Heap of the page', 'MB', { share: 0.05, amount: 0 }],
  nodes: ['Nodes of the page', '', { share: 0.03, amount: 0 }],
  listeners: ['Listeners of the page', '', { share: 0.03, amount: 0 }],
  mainHandles: ['Handles of main', '', { share: 0, amount: 0 }],
  pageHandles: ['Handles of the page', '', { share: 0, amount: 0 }],
  samplerHandles: ['Handles of the sampler', '', { share: 0, amount: 0 }],
  trainerHandles: ['Handles of the trainer', '', { share: 0, amount: 0 }],
  processes: ['Processes', '', { share: 0, amount: 0 }],
  database: ['Database', 'MB', { share: 0.03, amount: 0 }],
  home: ['Studio home', 'MB', { share: 0.03, amount: 0 }],
})
const fixed = (/** @type {number} */ value) => Number(value.toFixed(2))
const judged = Object.entries(quantities).map(([name, [title, unit, allowed]]) => {
  const all = readings.map((one) => one[name] ?? Number.NaN)
  const { second, last, growth, flat } = flatness(all, allowed)
  return { name, title, unit, second: fixed(second), last: fixed(last), growth: fixed(growth), allowed, flat }
})
const result = {
  machine: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  minutes: fixed(readings.at(-1)?.minutes ?? 0),
  rounds: readings.length,
  secondsARound: fixed(median(readings.slice(1).map((one, i) => (one.minutes - (readings[i]?.minutes ?? 0)) * 60))),
  judged,
  readings: readings.map((one) => Object.fromEntries(Object.entries(one).map(([name, value]) => [name, fixed(value)]))),
}
console.table(judged.map(({ title, second, last, growth, flat }) => ({ title, second, last, growth, flat })))
if (values.out) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`)
if (values.plot) {
  const panels = judged.map(({ name, title, unit, flat }) => ({
    title,
    unit,
    flat,
    values: readings.map((one) => one[name] ?? 0),
  }))
  writeFileSync(
    values.plot,
    plot(
      readings.map((one) => one.minutes),
      panels,
    ),
  )
}
if (judged.some(({ flat }) => !flat)) process.exitCode = 1
