import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect } from '@playwright/test'
import Database from 'libsql'
import { z } from 'zod'

const headless = resolve(import.meta.dirname, '../../out/main/headless.cjs')
const rate = 'optimisers.generator.learningRate'

const command = (home: string, ...words: readonly string[]): string =>
  execFileSync(process.execPath, [headless, ...words, '--home', home], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

/** The best value of each run as it was measured. */
const Measured = z.array(z.object({ run: z.string(), rate: z.number(), value: z.number() }))

/**
 * Trains a study and finds which of its learning rates has the best mean: from the database and by hand, for nothing that compares
 * runs may have a part in it.
 */
export function trainStudy(home: string): { readonly bestRate: number; readonly bestRuns: readonly string[] } {
  const vary = `${rate}+optimisers.discriminator.learningRate=1e-6,2e-5,3e-2`
  const cadences = ['--set', 'samples.cadence.unit=steps', '--set', 'samples.cadence.every=20']
  const options = ['--vary', vary, '--seeds', '3', '--steps', '80', '--measure', 'swd', '--samples', '200', ...cadences]
  command(home, 'study', 'mlp-small', ...options)
  const database = new Database(join(home, 'studio.sqlite'))
  const rows = database
    .prepare(
      `SELECT run.id AS run, json_extract(run.config, '$.${rate}') AS rate, min(measured_value.value) AS value
      FROM run JOIN measured_value ON measured_value.run = run.id WHERE quantity = 'swd' GROUP BY run.id ORDER BY run.id`,
    )
    .all()
  database.close()
  const measured = Measured.parse(rows)
  const settings = [...new Set(measured.map((row) => row.rate))].map((value) => {
    const own = measured.filter((row) => row.rate === value)
    const mean = own.reduce((sum, one) => sum + one.value, 0) / own.length
    return { rate: value, runs: own.map(({ run }) => run), mean }
  })
  expect(settings.map(({ runs }) => runs.length)).toEqual([3, 3, 3])
  const [best] = settings.sort((a, b) => a.mean - b.mean)
  if (best === undefined) throw new Error('nothing was measured')
  return { bestRate: best.rate, bestRuns: best.runs }
}

/** Works on the database of the study while no studio has it open. */
function inDatabase(home: string, ...statements: readonly string[]): void {
  const database = new Database(join(home, 'studio.sqlite'))
  for (const statement of statements) database.exec(statement)
  database.close()
}

/** The last step of a run whose generator's loss is a number, in {@link addEvents}. */
export const lastFinite = 64

/**
 * What may happen to runs in a night: those of the smallest rate had it changed (all of them, so that they stay one setup), one was
 * resumed, an alert was raised, and from there its generator's loss is no number.
 */
export function addEvents(home: string): void {
  const first = '(SELECT id FROM run ORDER BY number LIMIT 1)'
  const change = JSON.stringify({ setting: rate, value: 1e-4 })
  inDatabase(
    home,
    `INSERT INTO run_change (run, step, setting, change, at) SELECT id, 20, '${rate}', '${change}', 1 FROM run
      WHERE json_extract(config, '$.${rate}') < 1e-5`,
    `INSERT INTO run_start (run, step, reached, engine, at) VALUES (${first}, 40, 55, 'compiled-cpu', 1)`,
    `INSERT OR REPLACE INTO alert (run, kind, step, since, at, detail) VALUES (${first}, 'divergence', 70, 60, 1, 'it diverges')`,
  )
  const database = new Database(join(home, 'studio.sqlite'))
  const chunk = `FROM metric_chunk WHERE run = ${first} AND metric = 'generatorLoss'`
  const rows = z.array(z.object({ first_step: z.number(), data: z.instanceof(ArrayBuffer) }))
  for (const { first_step: from, data } of rows.parse(database.prepare(`SELECT first_step, data ${chunk}`).all())) {
    const values = new Float64Array(data)
    values.fill(Number.NaN, Math.max(0, lastFinite + 1 - from))
    database
      .prepare(`UPDATE metric_chunk SET data = ? WHERE run = ${first} AND metric = 'generatorLoss' AND first_step = ?`)
      .run(new Uint8Array(values.buffer), from)
  }
  database.close()
}

/** Takes from a database that a studio has open what it reads of all runs, or gives it back. */
export function hideMeasures(home: string, hidden: boolean): void {
  const names = ['measured_value', 'measured_value_away']
  const [from, to] = hidden ? names : names.toReversed()
  inDatabase(home, `ALTER TABLE ${from} RENAME TO ${to}`)
}

/** Two short runs, the second of which is told what to draw, and the first as another program would have logged it. */
export function trainDifferent(home: string): void {
  const cadence = ['--set', 'samples.cadence={"unit":"steps","every":2}', '--set', 'batchSize=16']
  command(home, 'train', 'mlp-small', '--steps', '2', ...cadence)
  command(home, 'train', 'cgan', '--steps', '2', ...cadence, '--name', 'digits')
  command(home, 'export', 'first-1', '--format', 'tensorboard', '--out', join(home, 'logs/elsewhere'))
}

/** Three runs that are to train for very long, and two thousand that have ended. */
export function addQueue(home: string): void {
  const length = JSON.stringify({ unit: 'steps', count: 1_000_000 })
  inDatabase(
    home,
    `INSERT INTO run (id, project, number, name, preset, dataset, config, parameters, state, status, progress, created, updated,
      training_seconds)
    WITH RECURSIVE places(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM places WHERE n < 2099)
    SELECT project || '-' || n, project, n, 'old', preset, dataset, config, parameters, 'stopped', '{"state":"stopped"}', progress,
      created - n, updated, 0
    FROM (SELECT * FROM run ORDER BY number LIMIT 1), places`,
  )
  for (const number of [20, 21, 22]) {
    inDatabase(
      home,
      `INSERT INTO run (id, project, number, name, preset, dataset, config, parameters, state, status, progress, created, updated,
        training_seconds, queue_place)
      SELECT project || '-${number}', project, ${number}, 'night', preset, dataset, json_set(config, '$.duration', json('${length}')),
        parameters, 'queued', '{"state":"queued"}', json_set(progress, '$.step', 0, '$.steps', 1000000), created, updated, 0, ${number}
      FROM run ORDER BY number LIMIT 1`,
    )
  }
}
