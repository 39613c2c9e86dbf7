import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../console.mjs'
import { RowRecord } from './answers.mjs'
import { folder, pictureFile } from './systems.mjs'

/** @import { DatasetRecipe, Row } from './systems.mjs' */
/** @import { z } from 'zod' */

const introduction = `# What the systems learn

Every system was trained once, with the seed 1, by \`npm run results -- --data DIR\`, which also makes this page. The folder holds
the original files of Fashion-MNIST, the 2,000 images of CIFAR-10 and the flowers; MNIST comes with the studio. The budget is that of two
processor cores and some minutes, and not that of the paper.

The studio ran on 2 virtual cores of an AMD EPYC, on one thread or two and beside other work, so the wall time is more than a free machine takes;
the processor time is the command's own, of all its processes and threads. The measure is taken after the first step and at the end.
A Fréchet distance depends on its features, so compare it within a row only.
`

/** @param {number} value */
const short = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

/** @param {number} seconds */
const time = (seconds) =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`

/**
 * How often a classifier is right against the size of an attack, at the start and at the end.
 * @param {z.infer<typeof RowRecord>['robustness']} robustness
 */
function robustnessLines(robustness) {
  const [first] = robustness ?? []
  if (first === undefined || robustness === undefined) return []
  return [
    `| accuracy on ${first.images} held-out images at ε | ${first.points.map(({ epsilon }) => epsilon).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(first.points.length)}`,
    ...robustness.map(
      ({ step, points }) =>
        `| step ${step} | ${points.map(({ accuracy }) => `${(accuracy * 100).toFixed(1)} %`).join(' | ')} |`,
    ),
    '',
  ]
}

/**
 * A row's part of the page: what was done, what it took, what came of it.
 * @param {Row} row
 * @param {DatasetRecipe | undefined} dataset
 * @param {z.infer<typeof RowRecord>} record
 */
function section(row, dataset, record) {
  const { name, start, end, by } = record.measure
  const alerts =
    record.alerts.length === 0 ? 'none' : record.alerts.map(({ kind, step }) => `${kind} at ${step}`).join(', ')
  return [
    `## ${row.id}`,
    '',
    `    ${record.command}`,
    '',
    '| data | steps | batch | wall time | processor time | measure | start | end | alerts | commit |',
    '| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | --- | --- |',
    `| ${dataset?.title ?? row.dataset} | ${record.steps} | ${record.batchSize} | ${time(record.trainingSeconds)} | ` +
      `${record.processorSeconds === null ? 'not known' : time(record.processorSeconds)} | ${name} | ${short(start)} | ${short(end)} | ${alerts} | ${record.commit} |`,
    '',
    `Measure: ${by}.${row.remark === undefined ? '' : ` ${row.remark}`}`,
    '',
    ...robustnessLines(record.robustness),
    ...(row.pictures ?? [''])
      .map((kind) => pictureFile(row.id, kind))
      .filter((file) => existsSync(join(folder, 'pictures', file)))
      .flatMap((file) => [`![${file.replace('.png', '')}](results/pictures/${file})`, '']),
  ].join('\n')
}

/**
 * Writes docs/results.md from the records that are there.
 * @param {readonly Row[]} rows
 * @param {readonly DatasetRecipe[]} datasets
 */
export function writeTable(rows, datasets) {
  const sections = rows.flatMap((row) => {
    const file = join(folder, 'runs', `${row.id}.json`)
    if (!existsSync(file)) return []
    const dataset = datasets.find(({ id }) => id === row.dataset)
    return [section(row, dataset, RowRecord.parse(JSON.parse(readFileSync(file, 'utf8'))))]
  })
  writeFileSync(join(root, 'docs/results.md'), [introduction, ...sections].join('\n'))
}
