import { MetricName, metricNames } from '@shared/runs/metrics'
import type { Series, StepBatch } from '@shared/runs/run'
import { ConsecutiveSteps } from '@shared/runs/steps'
import { thin } from '@shared/runs/thin'
import { z } from 'zod'
import { blobColumn, type Sql } from './sql'

/** Values in a full chunk. */
const chunkSize = 4096
/** Bytes of a value. */
const size = Float64Array.BYTES_PER_ELEMENT

const Span = z.object({ first_step: z.int(), last_step: z.int() })
type Span = z.output<typeof Span>
const Chunk = Span.extend({ data: blobColumn }).refine(
  ({ first_step: first, last_step: last, data }) => data.byteLength === (last - first + 1) * size,
  'has another number of values than of steps',
)
type Chunk = z.output<typeof Chunk>

/** A series as it is computed with: `values[i]` belongs to `steps[i]`, NaN stands for values that were not finite. */
export interface DenseSeries {
  readonly name: MetricName
  readonly steps: Float64Array
  readonly values: Float64Array
}

/** The numbers of a chunk. The machines that the studio runs on are all little-endian, as the chunks are. */
const decode = (chunk: Chunk): Float64Array => new Float64Array(chunk.data)

const encode = (values: ArrayLike<number>): Uint8Array => new Uint8Array(Float64Array.from(values).buffer)

const columns = 'first_step, last_step, data'

/** The steps of chunks in their order; there may be others between two chunks. */
function stepsOf(chunks: readonly Span[], consecutive: ConsecutiveSteps): Float64Array {
  const total = chunks.reduce((sum, { first_step: from, last_step: to }) => sum + to - from + 1, 0)
  const first = chunks[0]?.first_step ?? 0
  const last = chunks.at(-1)?.last_step ?? -1
  if (last - first + 1 === total) return consecutive.of(first, total)
  const steps = new Float64Array(total)
  let at = 0
  for (const { first_step: from, last_step: to } of chunks) {
    for (let step = from; step <= to; step++, at++) steps[at] = step
  }
  return steps
}

/** Step metrics in the database: chunks of consecutive steps, so that a long series is few rows. */
export class MetricStore {
  constructor(private readonly sql: Sql) {}

  /**
   * Appends the values of consecutive steps. What was kept from the batch's first step on is replaced. Small chunks are
   * merged as they come, each value about log₂(4096) times in all.
   */
  append(run: string, batch: StepBatch): void {
    this.sql.transaction(() => {
      for (const name of metricNames) {
        const values = batch.series[name]
        if (values && values.length > 0)
          this.#append(
            run,
            name,
            batch.firstStep,
            values.map((value) => value ?? Number.NaN),
          )
      }
    })
  }

  #append(run: string, name: MetricName, firstStep: number, added: readonly number[]): void {
    let first = firstStep
    let values = [...added]
    for (let last = this.#lastSpan(run, name); last; last = this.#lastSpan(run, name)) {
      const count = Math.min(last.last_step, first - 1) - last.first_step + 1
      const overlaps = last.last_step >= first
      const joins = last.last_step === first - 1 && count <= 2 * values.length && count + values.length <= chunkSize
      if (!overlaps && !joins) break
      const kept = count > 0 ? this.#values(run, name, last).slice(0, count) : []
      this.sql.run(
        'DELETE FROM metric_chunk WHERE run = ? AND metric = ? AND first_step = ?',
        run,
        name,
        last.first_step,
      )
      values = [...kept, ...values]
      if (count > 0) first = last.first_step
    }
    for (let start = 0; start < values.length; start += chunkSize) {
      this.#insert(run, name, first + start, values.slice(start, start + chunkSize))
    }
  }

  #lastSpan(run: string, name: MetricName): Span | undefined {
    const query =
      'SELECT first_step, last_step FROM metric_chunk WHERE run = ? AND metric = ? ORDER BY first_step DESC LIMIT 1'
    return this.sql.first(Span, query, run, name)
  }

  #values(run: string, name: MetricName, { first_step: firstStep }: Span): number[] {
    const query = `SELECT ${columns} FROM metric_chunk WHERE run = ? AND metric = ? AND first_step = ?`
    return this.sql.all(Chunk, query, run, name, firstStep).flatMap((chunk) => [...decode(chunk)])
  }

  #insert(run: string, name: MetricName, firstStep: number, values: ArrayLike<number>): void {
    this.sql.run(
      `INSERT INTO metric_chunk (run, metric, ${columns}) VALUES (?, ?, ?, ?, ?)`,
      run,
      name,
      firstStep,
      firstStep + values.length - 1,
      encode(values),
    )
  }

  /** Gives a run the metrics of another. */
  copy(from: string, to: string): void {
    const columns = 'metric, first_step, last_step, data'
    this.sql.run(
      `INSERT INTO metric_chunk (run, ${columns}) SELECT ?, ${columns} FROM metric_chunk WHERE run = ?`,
      to,
      from,
    )
  }

  /** Removes the values of all steps after `step`. */
  truncate(run: string, step: number): void {
    this.sql.transaction(() => {
      const cut = this.sql.all(
        Chunk.and(z.object({ metric: MetricName })),
        `SELECT metric, ${columns} FROM metric_chunk WHERE run = ? AND first_step <= ? AND last_step > ?`,
        run,
        step,
        step,
      )
      this.sql.run('DELETE FROM metric_chunk WHERE run = ? AND last_step > ?', run, step)
      for (const chunk of cut) {
        const kept = decode(chunk).slice(0, step - chunk.first_step + 1)
        this.#insert(run, chunk.metric, chunk.first_step, kept)
      }
    })
  }

  /** The names of the series that a run has, in the order of `metricNames`. */
  names(run: string): MetricName[] {
    const row = z.object({ metric: MetricName })
    const kept = new Set(
      this.sql.all(row, 'SELECT DISTINCT metric FROM metric_chunk WHERE run = ?', run).map((r) => r.metric),
    )
    return metricNames.filter((name) => kept.has(name))
  }

  /** One whole series; empty where the run has none of that name. */
  read(run: string, name: MetricName): DenseSeries {
    const { steps, parts } = this.parts(run, name, new ConsecutiveSteps())
    const values = new Float64Array(steps.length)
    let at = 0
    for (const part of parts) {
      values.set(part, at)
      at += part.length
    }
    return { name, steps, values }
  }

  /** The same with its values in the pieces in which they are kept. @param consecutive shared by series that are read together */
  parts(
    run: string,
    name: MetricName,
    consecutive: ConsecutiveSteps,
  ): { readonly steps: Float64Array; readonly parts: readonly Float64Array[] } {
    const query = `SELECT ${columns} FROM metric_chunk WHERE run = ? AND metric = ? ORDER BY first_step`
    const chunks = this.sql.all(Chunk, query, run, name)
    return { steps: stepsOf(chunks, consecutive), parts: chunks.map(decode) }
  }

  /** Series as the contract gives them, each thinned to at most `points` values that keep its extremes; null gives all. */
  series(run: string, names: readonly MetricName[], points: number | null): Series[] {
    return names.map((name) => {
      const { steps, values } = this.read(run, name)
      const kept = points === null ? [...values.keys()] : thin(values, points)
      return {
        name,
        steps: kept.map((index) => steps[index] ?? 0),
        values: kept.map((index) => finite(values[index])),
      }
    })
  }
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}
