import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../console.mjs'
import { Datasets, Evaluation, RowRecord, Run, Runs } from './answers.mjs'
import { studio } from './studio-call.mjs'
import { folder, pictureFile } from './systems.mjs'

/** @import { DatasetRecipe, Row } from './systems.mjs' */
/** @import { z } from 'zod' */

/** Images, generated and real, that a Fréchet distance is taken of. */
const samples = 2000

/**
 * Makes a dataset that is not in the home yet.
 * @param {string} home
 * @param {string} data
 * @param {readonly DatasetRecipe[]} recipes
 * @param {string} id
 */
async function provideDataset(home, data, recipes, id) {
  const { json } = await studio(home, ['datasets', 'list'])
  if (Datasets.parse(json).some((dataset) => dataset.id === id)) return
  const recipe = recipes.find((one) => one.id === id)
  if (recipe === undefined) throw new Error(`No recipe for the dataset ${id}`)
  const { file, from, options = [] } = recipe
  if (from !== undefined) {
    await provideDataset(home, data, recipes, from)
    await studio(home, ['datasets', 'derive', from, '--name', id, ...options])
  } else if (file !== undefined) await studio(home, ['datasets', 'import', join(data, file), '--name', id, ...options])
  else throw new Error(`The dataset ${id} comes with the studio and is not there`)
}

/**
 * The Fréchet distance of a run's newest checkpoint, with what it was measured by.
 * @param {string} home
 * @param {string} run
 */
async function frechet(home, run) {
  const { json } = await studio(home, ['evaluate', run, '--measure', 'fid', '--samples', String(samples)])
  const [measured] = Evaluation.parse(json).measuredValues
  if (measured === undefined) throw new Error(`No Fréchet distance of ${run}`)
  const { value, features, split } = measured
  return { value, by: `Fréchet distance of ${samples} samples to the split ${split}, features: ${features.title}` }
}

/**
 * A measure at the start and at the end of a row's run.
 * @param {string} home
 * @param {Row} row
 * @param {z.infer<typeof Run>} run
 */
async function measureOf(home, row, run) {
  if (row.metric !== undefined) {
    const { metric } = row
    const values = run.epochs.map((epoch) => epoch[metric])
    return { name: metric, start: values[0], end: values.at(-1), by: 'mean over the first and over the last epoch' }
  }
  const { json: first } = await studio(home, [...trainCall(row), '--steps', '1', '--name', `${row.id}-start`])
  const start = await frechet(home, Run.parse(first).id)
  const end = await frechet(home, run.id)
  return { name: 'fid', start: start.value, end: end.value, by: end.by }
}

/** @param {Row} row */
const trainCall = ({ preset, dataset, options }) => {
  const settings = options.flatMap((option, place) => (option === '--set' ? ['--set', options[place + 1] ?? ''] : []))
  return ['train', preset, '--dataset', dataset, '--seed', '1', '--engine', 'compiled-cpu', ...settings]
}

/** @param {string} part of a command, as a shell takes it */
const quoted = (part) => (/^[\w.=-]+$/.test(part) ? part : `'${part}'`)

/** @param {Row} row */
const lengthOf = ({ options }) => {
  const place = options.findIndex((option) => option === '--epochs' || option === '--steps')
  return options.slice(place, place + 2)
}

/**
 * The newest run of a row if it was cut off: hours of training go on, and are not begun anew.
 * @param {string} home
 * @param {Row} row
 */
async function cutOff(home, row) {
  const { json } = await studio(home, ['runs', 'list'])
  const newest = Runs.parse(json).find(({ name }) => name === row.id)
  const [kind, length] = lengthOf(row)
  const same = kind === '--epochs' || newest?.steps === Number(length)
  const resumes = newest?.status === 'interrupted' || newest?.status === 'stopped'
  return resumes && same ? newest.id : undefined
}

/**
 * Trains a row's system and keeps what came of it: `runs/ID.json` and `pictures/ID.png`.
 * @param {string} home
 * @param {string} data
 * @param {readonly DatasetRecipe[]} recipes
 * @param {Row} row
 */
export async function trainRow(home, data, recipes, row) {
  await provideDataset(home, data, recipes, row.dataset)
  const call = [...trainCall(row), ...lengthOf(row)]
  const begun = await cutOff(home, row)
  const { json, processorSeconds } = await studio(
    home,
    begun === undefined ? [...call, '--name', row.id] : ['resume', begun],
  )
  const run = Run.parse(json)
  const record = RowRecord.parse({
    id: row.id,
    command: `studio ${call.map(quoted).join(' ')}`,
    steps: run.step,
    epochs: run.epochs.length,
    batchSize: run.config.batchSize,
    engine: run.engine,
    trainingSeconds: run.trainingSeconds,
    processorSeconds: begun === undefined ? processorSeconds : null,
    alerts: run.alerts,
    ...(run.robustness.length > 0 ? { robustness: [run.robustness[0], run.robustness.at(-1)] } : {}),
    measure: await measureOf(home, row, run),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  })
  for (const part of ['runs', 'pictures']) mkdirSync(join(folder, part), { recursive: true })
  for (const kind of row.pictures ?? ['']) {
    const suffix = kind === '' ? '.png' : `-${kind}.png`
    copyFileSync(run.files.sample.replace('.png', suffix), join(folder, 'pictures', pictureFile(row.id, kind)))
  }
  writeFileSync(join(folder, 'runs', `${row.id}.json`), `${JSON.stringify(record, null, 2)}\n`)
}
