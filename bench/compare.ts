import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { tensorBoardFile } from '../src-main/compare/export/tensorboard'
import { CompareService } from '../src-main/compare/service'
import { homePaths } from '../src-main/home/home'
import { openHome } from '../src-main/home/open'
import { openPresets } from '../src-main/presets/library'
import { Watchers } from '../src-main/runs/watchers'
import { bandOf, unionOf } from '../src-shared/compare/bands'
import { columnsOf, differingColumns } from '../src-shared/compare/columns'
import { unpackCurves } from '../src-shared/compare/curves'
import { decimate } from '../src-shared/compare/decimate'
import { Extremes } from '../src-shared/compare/extremes'
import { groupRows, statisticsOf } from '../src-shared/compare/group'
import { matches } from '../src-shared/compare/query/evaluate'
import { parseQuery } from '../src-shared/compare/query/parse'
import { rank } from '../src-shared/compare/ranking'
import { smooth } from '../src-shared/compare/smoothing'
import { sortRows } from '../src-shared/compare/sort'
import { makeHome, seriesOfRun } from './compare-home'

/** Runs whose curves are drawn together. */
const drawn = 100

/** The median of some rounds, in ms; the first round is not counted. */
async function time(work: () => unknown, rounds = 7): Promise<number> {
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const begin = performance.now()
    await work()
    if (round > 0) times.push(performance.now() - begin)
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6)

/** Writes the data of every run as an event file, as `studio export` does. */
async function exportAll(compare: CompareService, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  for (const row of compare.rows('bench', null)) {
    const names = compare.names([row.id]).flatMap((one) => one.names)
    const { curves } = compare.curves([row.id], names, null)
    const run = join(folder, row.id)
    mkdirSync(run, { recursive: true })
    const pieces: Uint8Array[] = []
    const exported = { row, curves, images: [], config: row.settings, secondsAt: (step: number) => step / 100 }
    for await (const piece of tensorBoardFile(exported)) pieces.push(piece)
    writeFileSync(join(run, 'events.out.tfevents.0.bench'), Buffer.concat(pieces))
  }
}

/** Makes what is missing, then measures. */
export async function main(root: string): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000' },
      points: { type: 'string', default: '10000' },
      folder: { type: 'string', default: join(tmpdir(), 'gan-studio-compare') },
      make: { type: 'boolean', default: false },
      events: { type: 'boolean', default: false },
    },
  })
  const { folder } = values
  const size = { runs: Number(values.runs), points: Number(values.points) }
  if (values.make) {
    const preset = openPresets(join(root, 'resources/presets'))
      .list()
      .find(({ id }) => id === 'mlp-small')
    if (preset === undefined) throw new Error('the preset mlp-small is missing')
    const begin = performance.now()
    makeHome(join(folder, 'home'), preset.config, size)
    console.log(`made in ${Math.round((performance.now() - begin) / 1000)} s`)
  }
  const opening = performance.now()
  const home = openHome(homePaths(join(folder, 'home')))
  const compare = new CompareService(home, new Watchers())
  const opened = performance.now() - opening
  if (values.events) await exportAll(compare, join(folder, 'events'))

  const reading = performance.now()
  const rows = compare.rows('bench', null)
  const firstRows = performance.now() - reading
  const columns = columnsOf(rows)
  const column = (id: string) => {
    const found = columns.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no column ${id}`)
    return found
  }
  const parsed = parseQuery('generator.learningRate < 0.001 and fid < 40 or batchSize = 32', columns)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  const ids = rows.slice(0, drawn).map(({ id }) => id)
  const begin = performance.now()
  const curves = unpackCurves(compare.packedCurves(ids, ['generatorLoss'], null))
  const firstCurves = performance.now() - begin
  const smoothed = curves.map(({ x, y }) => ({ x, y: smooth(y, 0.9) }))
  const extremes = smoothed.map(({ y }) => new Extremes(y))
  const view = { from: size.points * 0.3, to: size.points * 0.7, columns: 1200, scale: 'linear' as const }
  const results = {
    machine: `${cpus()[0]?.model}, ${availableParallelism()} cores, Node.js ${process.version}`,
    runs: rows.length,
    series: seriesOfRun,
    points: size.points,
    databaseMB: megabytes(statSync(homePaths(join(folder, 'home')).database).size),
    open: opened,
    rowsFirst: firstRows,
    rowsAgain: await time(() => compare.rows('bench', null)),
    columns: await time(() => differingColumns(columnsOf(rows), rows)),
    filter: await time(() => rows.filter((row) => matches(parsed.query, row))),
    sort: await time(() => sortRows(rows, [{ column: column('fid'), descending: false }])),
    group: await time(() =>
      groupRows(rows, [column('optimisers.generator.learningRate'), column('batchSize')]).map(({ rows: members }) =>
        columns.filter(({ kind }) => kind === 'number').map((one) => statisticsOf(one, members)),
      ),
    ),
    rank: await time(() => rank(rows, column('fid'))),
    curves: firstCurves,
    smooth: await time(() => curves.map(({ y }) => smooth(y, 0.9))),
    band: await time(() => bandOf(smoothed, unionOf(smoothed))),
    pan: await time(() =>
      smoothed.map((curve, index) => decimate(curve, extremes[index] ?? new Extremes(curve.y), view)),
    ),
    memoryMB: megabytes(process.memoryUsage().rss),
    ranking: rank(rows, column('fid')).words,
  }
  home.close()
  const rounded = Object.fromEntries(
    Object.entries(results).map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(value.toPrecision(3)) : value,
    ]),
  )
  console.log(JSON.stringify(rounded, null, 2))
  const file = join(root, 'bench/results/compare.json')
  const before: unknown = JSON.parse(readIfThere(file))
  writeFileSync(file, `${JSON.stringify({ ...Object(before), studio: rounded }, null, 2)}\n`)
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '{}'
  }
}
