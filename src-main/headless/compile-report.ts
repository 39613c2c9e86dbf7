import type { CompiledPart, CompileReport, CompileStage, MeasuredNode } from '@shared/compute/compile-report'
import type { Block } from './blocks'
import { formatBytes, formatCount } from './format'
import type { Column } from './table'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`
const number = (title: string): Column => ({ title, align: 'right' })

/** `4.21 GFLOP` */
export function formatFlops(flops: number): string {
  const units = ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP']
  let [value, unit] = [flops, 0]
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toPrecision(3)} ${units[unit] ?? ''}`
}

/** How many operations there are of each kind, most first. */
const kindsOf = ({ byOperation }: CompileStage): string =>
  [...byOperation]
    .sort((a, b) => b.count - a.count)
    .map(({ operation, count }) => `${count} ${operation}`)
    .join(', ')

/** Which kinds of operations a pass added and removed. */
export function changesOf(before: CompileStage, after: CompileStage): string {
  const counts = new Map(before.byOperation.map(({ operation, count }) => [operation, -count]))
  for (const { operation, count } of after.byOperation) counts.set(operation, (counts.get(operation) ?? 0) + count)
  const changes = [...counts].filter(([, change]) => change !== 0).sort(([, a], [, b]) => b - a)
  return changes.map(([operation, change]) => `${change > 0 ? '+' : '−'}${Math.abs(change)} ${operation}`).join(', ')
}

const stageTable = ({ stages }: CompiledPart): Block => ({
  type: 'table',
  columns: [
    { title: 'Pass' },
    number('Time'),
    number('Operations'),
    number('FLOPs'),
    number('Read'),
    number('Written'),
    { title: 'Change' },
  ],
  rows: stages.map((stage, i) => {
    const before = stages[i - 1]
    return [
      stage.pass,
      milliseconds(stage.milliseconds),
      formatCount(stage.operations),
      formatFlops(stage.flops),
      formatBytes(stage.bytesRead),
      formatBytes(stage.bytesWritten),
      before === undefined ? '' : changesOf(before, stage),
    ]
  }),
})

function operationTable({ operations, added }: CompiledPart): Block {
  const total = [...operations, ...added].reduce((sum, { milliseconds: each }) => sum + (each ?? 0), 0)
  const share = (value: number | null) => (value === null || total === 0 ? '' : percent(value / total))
  const rate = (flops: number, value: number | null) =>
    value === null || value === 0 || flops === 0 ? '' : (flops / value / 1e6).toFixed(1)
  return {
    type: 'table',
    columns: [{ title: 'Operation' }, ...['Count', 'FLOPs', 'Read', 'Written', 'Time', 'Share', 'GFLOP/s'].map(number)],
    rows: [
      ...operations.map(({ operation, count, flops, bytesRead, bytesWritten, milliseconds: each }) => [
        operation,
        formatCount(count),
        formatFlops(flops),
        formatBytes(bytesRead),
        formatBytes(bytesWritten),
        each === null ? 'put into others' : milliseconds(each),
        share(each),
        rate(flops, each),
      ]),
      ...added.map(({ operation, count, milliseconds: each }) => [
        `${operation} (of the runtime)`,
        formatCount(count),
        '',
        '',
        '',
        milliseconds(each),
        share(each),
        '',
      ]),
    ],
  }
}

const shapeOf = (shape: readonly number[]): string => `[${shape.join(', ')}]`

const slowestTable = (nodes: readonly MeasuredNode[]): Block => ({
  type: 'table',
  columns: [{ title: 'Slowest' }, { title: 'Inputs' }, { title: 'Output' }, number('Time'), number('GFLOP/s')],
  rows: nodes
    .slice(0, 10)
    .map(({ name, inputs, output, flops, milliseconds: each }) => [
      name,
      inputs.map(shapeOf).join(' '),
      shapeOf(output),
      milliseconds(each),
      flops === 0 || each === 0 ? '' : (flops / each / 1e6).toFixed(1),
    ]),
})

function partBlocks(part: CompiledPart): Block[] {
  const compiling = part.stages.reduce((sum, stage) => sum + stage.milliseconds, part.writingMilliseconds)
  return [
    { type: 'heading', level: 2, text: `${part.name} (${part.kind})` },
    {
      type: 'lines',
      lines: [
        `Compiled in ${milliseconds(compiling)}, written in ${milliseconds(part.writingMilliseconds)} of it: ${formatBytes(part.modelBytes)}.`,
        `Loaded in ${milliseconds(part.loadingMilliseconds)}. One run takes ${milliseconds(part.runMilliseconds)} (median of ${part.runs}).`,
        ...part.stages.slice(0, 1).map((traced) => `Traced: ${kindsOf(traced)}.`),
      ],
    },
    stageTable(part),
    operationTable(part),
    slowestTable(part.slowest),
  ]
}

/** What `compile` found, as a document. */
export function compileBlocks(preset: string, report: CompileReport): Block[] {
  const { step } = report
  const without = report.without.length === 0 ? '' : `, without ${report.without.join(', ')}`
  return [
    { type: 'heading', level: 1, text: `${preset} on ${report.engine}` },
    {
      type: 'lines',
      lines: [
        `Batch ${report.batchSize}, ${report.threads} threads, ${report.runtime}${without}.`,
        `A step takes ${milliseconds(step.milliseconds)} (median of ${step.steps}): ${formatCount(step.imagesPerSecond)} images/s.`,
        `It needs ${formatFlops(step.flops)} before convolutions are rewritten: ${formatFlops((step.flops / step.milliseconds) * 1000)}/s.`,
        `Time of the thread: waiting for ONNX Runtime ${percent(step.shares.runtime)}, native code ${percent(step.shares.native)}, JavaScript ${percent(step.shares.javascript)}.`,
      ],
    },
    ...report.parts.flatMap(partBlocks),
  ]
}
