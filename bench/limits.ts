import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { binary, input } from '../src-main/trainer/compute/compiler/build'
import { toOnnx } from '../src-main/trainer/compute/compiler/onnx'
import { chooseRuntime, threadCount } from '../src-main/trainer/compute/runtime/choose'
import { disk } from '../src-main/trainer/files/disk'
import { buildProgram } from '../src-main/trainer/program/build'
import { compileAndMeasure } from '../src-main/trainer/timing/compile'
import { sizeOf } from '../src-shared/architecture/layer'
import type { CompileReport, CompileRequest } from '../src-shared/compute/compile-report'
import type { RunConfig } from '../src-shared/runs/config'
import { gemm, gemmFlops } from './gemm'
import { modelsOf, usualModels } from './models'
import { timeProducts } from './products'
import { median } from './report'

/** Numbers in each of the arrays whose sum says how fast memory is: far more than the caches hold. */
const STREAMED = 2 ** 24
const FLOAT_BYTES = 4
/** Steps whose products are timed by themselves. */
const PRODUCT_ROUNDS = 100

/** What the machine can do, in this process and with the engines' own runtime. */
interface Peaks {
  readonly gigaflops: number
  /** Bytes that are read and written, GB/s. */
  readonly bandwidth: number
}

async function fastest(task: () => Promise<void>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < 12; i++) {
    const begin = performance.now()
    await task()
    times.push(performance.now() - begin)
  }
  return median(times.slice(2))
}

async function peaksOf(threads: number): Promise<Peaks> {
  const choice = await chooseRuntime(undefined, threads)
  if (!choice.available) throw new Error(choice.reason)
  const product = await gemm(threads)
  if (typeof product === 'string') throw new Error(product)
  const gigaflops = gemmFlops / (await fastest(() => product.step())) / 1e6
  product.stop()
  const shape = [STREAMED]
  const array = () => ({ values: new Float32Array(STREAMED).fill(1), shape })
  const sum = binary('Add', input('a', shape, 'float32'), input('b', shape, 'float32'))
  const model = await choice.runtime.load(
    toOnnx({ outputs: [{ name: 'c', node: sum }] }),
    { a: array(), b: array() },
    { c: array() },
  )
  const bandwidth = (3 * STREAMED * FLOAT_BYTES) / (await fastest(() => model.run())) / 1e6
  model.release()
  return { gigaflops, bandwidth }
}

/** What operations of one kind need and take in a step. */
interface Row {
  readonly operation: string
  readonly milliseconds: number
  readonly flops: number
  readonly bytes: number
}

/** The phases' operations by kind, slowest first; what ONNX Runtime added has neither FLOPs nor bytes that could be told. */
function rowsOf({ parts }: CompileReport): Row[] {
  const rows = new Map<string, Row>()
  const add = (operation: string, milliseconds: number, flops: number, bytes: number) => {
    const before = rows.get(operation) ?? { milliseconds: 0, flops: 0, bytes: 0 }
    rows.set(operation, {
      operation,
      milliseconds: before.milliseconds + milliseconds,
      flops: before.flops + flops,
      bytes: before.bytes + bytes,
    })
  }
  for (const part of parts.filter(({ kind }) => kind === 'phase')) {
    for (const one of part.operations)
      if (one.milliseconds !== null) add(one.operation, one.milliseconds, one.flops, one.bytesRead + one.bytesWritten)
    for (const one of part.added) add(`${one.operation} (of the runtime)`, one.milliseconds, 0, 0)
  }
  return [...rows.values()].sort((a, b) => b.milliseconds - a.milliseconds)
}

const cells = (list: readonly string[]): string => `| ${list.join(' | ')} |`

/** The least time that the machine's peaks allow for a row. */
const least = ({ flops, bytes }: Row, peaks: Peaks): number =>
  Math.max(flops / peaks.gigaflops, bytes / peaks.bandwidth) / 1e6

function tableOf(
  title: string,
  report: CompileReport,
  optimiserBytes: number,
  peaks: Peaks,
  products: readonly number[],
): string {
  const { step, parts } = report
  const runs = parts
    .filter(({ kind }) => kind === 'phase')
    .reduce((sum, { runMilliseconds }) => sum + runMilliseconds, 0)
  const rest: Row = {
    operation: 'optimisers, mirrors and all else outside of ONNX Runtime',
    milliseconds: Math.max(0, step.milliseconds - runs),
    flops: 0,
    bytes: optimiserBytes,
  }
  const rows = [...rowsOf(report), rest]
  const line = (row: Row) =>
    cells([
      row.operation,
      row.milliseconds.toFixed(2),
      row.flops === 0 ? '' : (row.flops / row.milliseconds / 1e6).toFixed(0),
      row.bytes === 0 ? '' : (row.bytes / row.milliseconds / 1e6).toFixed(1),
      least(row, peaks).toFixed(2),
    ])
  const whole = rows.reduce((sum, row) => sum + least(row, peaks), 0)
  return [
    `## ${title}`,
    '',
    `A step takes ${step.milliseconds.toFixed(2)} ms (median of ${step.steps}), ${runs.toFixed(2)} ms of it in ONNX Runtime. At the machine’s peaks its operations would take ${whole.toFixed(2)} ms. The thread spends ${(step.shares.javascript * 100).toFixed(1)} % in JavaScript.`,
    '',
    `The matrix products of a step by themselves, with nothing between them, take ${median([...products]).toFixed(2)} ms (median of ${products.length}; ${products[0]?.toFixed(2)} ms at best). The step takes ${(step.milliseconds - median([...products])).toFixed(2)} ms for all else.`,
    '',
    cells(['operation', 'ms', 'GFLOP/s', 'GB/s', 'ms at the peaks']),
    cells(['---', '---:', '---:', '---:', '---:']),
    ...rows.filter(({ milliseconds }) => milliseconds >= 0.01 * step.milliseconds).map(line),
    '',
  ].join('\n')
}

/** What Adam moves of a weight: gradient, two moments and weight read, all but the gradient written. Mirrors come on top. */
const MOVED_BY_OPTIMISER = 7

/** Numbers that the optimisers change in a step. */
function trainedOf(config: RunConfig): number {
  const { state, phases } = buildProgram(config, 1)
  const sizes = new Map(state.map(({ name, shape }) => [name, sizeOf(shape)]))
  return phases.flatMap(({ trains }) => trains).reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0)
}

/** Measures what bounds the steps of models: `--models a,b --out FOLDER`. */
export async function main(root: string): Promise<void> {
  const { values } = parseArgs({
    options: { models: { type: 'string', default: usualModels.join() }, out: { type: 'string' } },
  })
  const models = modelsOf(root)
  const peaks = await peaksOf(threadCount())
  const choice = await chooseRuntime(undefined, threadCount())
  if (!choice.available) throw new Error(choice.reason)
  const { runtime } = choice
  const sections: string[] = []
  for (const name of values.models.split(',')) {
    const model = models[name]
    if (model === undefined) throw new Error(`unknown model ${name}`)
    const request: CompileRequest = { config: model.config, engine: 'compiled-cpu', without: [], folder: null }
    for await (const event of compileAndMeasure(request, disk)) {
      if (event.type !== 'report') continue
      sections.push(
        tableOf(
          model.title,
          event.report,
          MOVED_BY_OPTIMISER * FLOAT_BYTES * trainedOf(model.config),
          peaks,
          await timeProducts(runtime, model.config, PRODUCT_ROUNDS),
        ),
      )
    }
  }
  const text = [
    `A product of large matrices reaches ${peaks.gigaflops.toFixed(0)} GFLOP/s, the sum of two large arrays ${peaks.bandwidth.toFixed(1)} GB/s, with ${threadCount()} threads. README.md says how to read this.`,
    '',
    ...sections,
  ].join('\n')
  console.log(text)
  if (values.out !== undefined) writeFileSync(join(values.out, 'limits.md'), text)
}
