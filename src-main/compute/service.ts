import { cpus } from 'node:os'
import { demandWhole } from '@shared/architecture/export/formats'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import type { CompileEvent, CompileRequest } from '@shared/compute/compile-report'
import { type EngineId, oracleEngine } from '@shared/compute/engine'
import {
  type MeasuredEngine,
  type MeasureEvent,
  type Measurement,
  type MeasureRequest,
  measuredPresets,
  type TimeEvent,
} from '@shared/compute/measurement'
import { StudioError, toStoredFailure } from '@shared/contract/errors'
import type { Preset } from '@shared/presets/preset'
import { RunConfig } from '@shared/runs/config'
import type { OpenHome } from '../home/open'
import type { PresetLibrary } from '../presets/library'
import type { TrainerHost, TrainerProcess } from '../training/host'

/** What the service works with. */
export interface ComputeTools {
  readonly home: OpenHome
  readonly host: TrainerHost<unknown>
  readonly presets: PresetLibrary
  readonly now: () => number
}

/** How long steps are taken on each engine for each preset, in ms. */
const BUDGET = 2000

/** A step to be timed. */
export interface StepRequest {
  readonly spec: ArchitectureSpec
  readonly engine: EngineId
  readonly batchSize: number
}

interface Pair {
  readonly preset: Preset
  readonly engine: EngineId
}

const inUse = (message: string, next: string): StudioError =>
  new StudioError('IN_USE', message, { safe: 'What is at work goes on undisturbed.', next })

/** A process that ended before its work: what runs are told of it does not fit here. */
function workLost(error: unknown): unknown {
  if (!(error instanceof StudioError) || error.code !== 'TRAINER_LOST') return error
  const { details } = error.failure
  return new StudioError('TRAINER_LOST', error.message, {
    safe: 'No run was touched, and an earlier measurement is kept.',
    next: 'Try again; if it ends again, choose another engine or a smaller batch.',
    ...(details === undefined ? {} : { details }),
  })
}

/** Compiles presets and measures engines, in processes that do nothing else. */
export class ComputeService {
  readonly #tools: ComputeTools
  readonly #processes = new Set<TrainerProcess<unknown>>()
  #measuring = false

  constructor(tools: ComputeTools) {
    this.#tools = tools
  }

  /**
   * Compiles a config pass by pass and measures the result. `folder` must exist.
   * @throws StudioError `INVALID_INPUT`, `INVALID_CONFIG`, `ENGINE_UNAVAILABLE`, `CANCELLED`, `TRAINER_LOST`
   */
  async *compile(request: CompileRequest, signal?: AbortSignal): AsyncGenerator<CompileEvent, void, void> {
    yield* this.#inProcess(signal, ({ client }) => client.compile(request))
  }

  /** The last finished measurement; null where there is none. */
  measured(): Measurement | null {
    return this.#tools.home.store.measurements.last()
  }

  /**
   * Times training steps of presets on engines. An engine that fails has its failure in its row, and the others go on.
   * @throws StudioError `IN_USE`, `UNKNOWN_PRESET`, `ENGINE_UNAVAILABLE` where there is nothing to measure
   */
  async *measure(request: MeasureRequest, signal?: AbortSignal): AsyncGenerator<MeasureEvent, void, void> {
    const { home, now } = this.#tools
    this.#begin()
    try {
      const pairs = await this.#pairs(request, signal)
      const rows: MeasuredEngine[] = []
      for (const [index, pair] of pairs.entries()) {
        if (signal?.aborted) return
        const row = yield* this.#row(pair, (done) => (index + done) / pairs.length, signal)
        if (row === undefined) return
        rows.push(row)
        yield { type: 'row', row }
      }
      const processors = cpus()
      const machine = `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} threads`
      const measurement = { at: now(), machine, rows }
      // A home that another studio holds can only be read.
      if (home.access === 'exclusive') home.store.measurements.put(measurement)
      yield { type: 'finished', measurement }
    } finally {
      this.#measuring = false
    }
  }

  /** From now on nothing else is measured. @throws StudioError `IN_USE` */
  #begin(): void {
    if (this.#measuring) throw inUse('Engines are being measured already.', 'Wait for that measurement, or cancel it.')
    if (this.#tools.home.store.runs.active().length > 0) {
      throw inUse('A run is training: both would be slower, and the figures wrong.', 'Wait for the run, or stop it.')
    }
    this.#measuring = true
  }

  /**
   * Times training steps of an architecture on an engine, with the other settings of a preset of its family.
   * @throws StudioError `IN_USE`, `INVALID_CONFIG`, `ENGINE_UNAVAILABLE`, `TRAINER_LOST`
   */
  async *measureStep(
    { spec, engine, batchSize }: StepRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<TimeEvent, void, void> {
    demandWhole(spec)
    const preset = this.#tools.presets.list().find(({ config }) => config.family === spec.family)
    if (preset === undefined) throw new Error(`no preset trains a system of the family ${spec.family}`)
    const config = RunConfig.parse({ ...preset.config, architecture: spec, batchSize })
    this.#begin()
    try {
      yield* this.#inProcess(signal, ({ client }) => client.time({ config, engine, milliseconds: BUDGET }))
    } finally {
      this.#measuring = false
    }
  }

  /** Ends every process. */
  async close(): Promise<void> {
    for (const process of this.#processes) process.kill()
    await Promise.all([...this.#processes].map(({ ended }) => ended))
  }

  async #pairs({ presets, engines }: MeasureRequest, signal?: AbortSignal): Promise<Pair[]> {
    const chosen = (presets ?? measuredPresets).map((id) => this.#tools.presets.get(id))
    const wanted = engines ?? (await this.#usableEngines(signal))
    if (wanted.length === 0) {
      throw new StudioError('ENGINE_UNAVAILABLE', 'No engine that is meant for training is available here.', {
        safe: 'Nothing was changed.',
        next: 'See Settings for what each engine lacks.',
      })
    }
    return chosen.flatMap((preset) => wanted.map((engine) => ({ preset, engine })))
  }

  async #usableEngines(signal?: AbortSignal): Promise<EngineId[]> {
    const asked = this.#inProcess(signal, async function* ({ client }) {
      yield await client.engines()
    })
    const statuses = (await asked.next()).value ?? []
    await asked.return()
    return statuses.flatMap(({ id, available, checksOnly }) =>
      available && checksOnly !== true && id !== oracleEngine ? [id] : [],
    )
  }

  /** Measures one pair; undefined where the caller gave up. */
  async *#row(
    { preset, engine }: Pair,
    overall: (done: number) => number,
    signal?: AbortSignal,
  ): AsyncGenerator<MeasureEvent, MeasuredEngine | undefined, void> {
    const { config, id } = preset
    const about = { preset: id, engine, batchSize: config.batchSize }
    try {
      const request = { config, engine, milliseconds: BUDGET }
      for await (const event of this.#inProcess(signal, ({ client }) => client.time(request))) {
        if (event.type === 'timing') return { ...about, outcome: { state: 'measured', ...event.timing } }
        yield { type: 'progress', preset: id, engine, doing: event.doing, done: overall(event.done) }
      }
      throw new Error('the measurement ended without a result')
    } catch (error) {
      return signal?.aborted ? undefined : { ...about, outcome: { state: 'failed', failure: toStoredFailure(error) } }
    }
  }

  /** The events of some work in a new process, which ends with it, or when the caller gives up. */
  async *#inProcess<T>(
    signal: AbortSignal | undefined,
    work: (process: TrainerProcess<unknown>) => Promise<AsyncIterable<T>> | AsyncIterable<T>,
  ): AsyncGenerator<T, void, void> {
    const process = this.#tools.host.start('measurer')
    this.#processes.add(process)
    const kill = () => process.kill()
    signal?.addEventListener('abort', kill, { once: true })
    try {
      if (signal?.aborted) kill()
      yield* await work(process)
    } catch (error) {
      throw workLost(error)
    } finally {
      signal?.removeEventListener('abort', kill)
      kill()
      await process.ended
      this.#processes.delete(process)
    }
  }
}
