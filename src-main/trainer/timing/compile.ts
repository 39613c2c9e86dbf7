import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CompileEvent, CompileReport, CompileRequest, CompileStage } from '@shared/compute/compile-report'
import { StudioError } from '@shared/contract/errors'
import { type CompilerOptions, fullOptimisation, passesFor } from '../compute/compiler/compile'
import { graphCost, operationCosts } from '../compute/compiler/cost'
import type { Graph, Node } from '../compute/compiler/graph'
import { toOnnx } from '../compute/compiler/onnx'
import { passes } from '../compute/compiler/passes/registry'
import { type Stage, stagesOf, timed } from '../compute/compiler/stages'
import type { Engine, Executor } from '../compute/engine'
import { type CompiledEngineMaker, compiledEngines } from '../compute/engines/registry'
import { readProfile } from '../compute/runtime/profile'
import type { Runtime } from '../compute/runtime/runtime'
import { writeAtomically } from '../files/atomic'
import type { Disk } from '../files/disk'
import { buildProgram, initialRunState } from '../program/build'
import type { TrainingProgram } from '../program/planned'
import { fillFeeds } from './feeds'
import { stepFlops, type TracedPart, traceProgram } from './flops'
import { measuredOperations } from './operations'
import { watchThread } from './shares'
import { median, takeStep, timeSteps } from './steps'
import { type WatchedModel, watchRuntime } from './watched-runtime'

const patience = { warmUp: 2, least: 3, most: 50, milliseconds: 2000 } as const
/** Steps with a profile of every operation; the first of them does not count. */
const PROFILED = 5

function optionsFor(without: readonly string[]): CompilerOptions {
  const known = passes.map(({ name }) => name)
  const unknown = without.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new StudioError('INVALID_INPUT', `There is no pass ${unknown.join(', ')}.`, {
      safe: 'Nothing was compiled.',
      next: `The passes are ${known.join(', ')}.`,
      nearest: known,
    })
  }
  return { ...fullOptimisation, passes: passes.filter(({ name }) => !without.includes(name)) }
}

const summaryOf = ({ pass, graph, milliseconds }: Stage, file: string | null): CompileStage => {
  const byOperation = operationCosts(graph)
  const operations = byOperation.reduce((sum, { count }) => sum + count, 0)
  return { pass, milliseconds, operations, byOperation, file, ...graphCost(graph) }
}

/** A part on its way to the report. */
interface CompilingPart {
  readonly traced: TracedPart
  readonly stages: readonly CompileStage[]
  readonly final: Graph
  readonly origins: ReadonlyMap<string, Node>
  readonly writingMilliseconds: number
}

async function compilePart(
  traced: TracedPart,
  options: CompilerOptions,
  write: (name: string, model: Uint8Array) => Promise<string | null>,
): Promise<CompilingPart> {
  const { name, kind, graph, milliseconds } = traced
  const all: Stage[] = [{ pass: 'trace', graph, milliseconds }, ...(await stagesOf(graph, passesFor(kind, options)))]
  const stages: CompileStage[] = []
  for (const [i, stage] of all.entries()) {
    const file = await write(`${name}-${String(i).padStart(2, '0')}-${stage.pass}.onnx`, toOnnx(stage.graph))
    stages.push(summaryOf(stage, file))
  }
  const final = all.at(-1)?.graph ?? graph
  const origins = new Map<string, Node>()
  const writing = await timed(() => toOnnx(final, origins))
  return { traced, stages, final, origins, writingMilliseconds: writing.milliseconds }
}

/** Everything that is computed: a step, then each inference. */
async function useAll(executor: Executor, program: TrainingProgram, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await takeStep(executor, program)
    for (const { name } of program.inferences) await executor.infer(name)
  }
}

/** The times of a plain run. */
async function timePlainly(engine: Engine, program: TrainingProgram, config: CompileRequest['config']) {
  const executor = await engine.prepare(program, initialRunState(config))
  try {
    fillFeeds(executor, program)
    await useAll(executor, program, 3)
    const times = await timeSteps(executor, program, patience)
    // V8 compiles what is called often; a run of thousands of steps is like the second thousand, not like the first fifty.
    const long = { warmUp: 0, least: 3, most: 1000, milliseconds: 2000 } as const
    await timeSteps(executor, program, long)
    const shares = await watchThread(async () => {
      await timeSteps(executor, program, long)
    })
    return { times, shares }
  } finally {
    executor.dispose()
  }
}

async function profile(engine: Engine, program: TrainingProgram, config: CompileRequest['config']): Promise<void> {
  const executor = await engine.prepare(program, initialRunState(config))
  try {
    fillFeeds(executor, program)
    await useAll(executor, program, PROFILED)
  } finally {
    // Releasing the models writes their profiles.
    executor.dispose()
  }
}

async function openRuntime({
  engine,
}: CompileRequest): Promise<{ runtime: Runtime; make: CompiledEngineMaker['make'] }> {
  const found = compiledEngines[engine]
  if (found === undefined) {
    const known = Object.keys(compiledEngines)
    throw new StudioError('INVALID_INPUT', `The engine ${engine} compiles nothing.`, {
      safe: 'Nothing was compiled.',
      next: `Engines that compile: ${known.join(', ')}.`,
      nearest: known,
    })
  }
  const choice = await found.choose()
  if (choice.available) return { runtime: choice.runtime, make: found.make }
  throw new StudioError('ENGINE_UNAVAILABLE', choice.reason, {
    safe: 'Nothing was compiled.',
    next: 'Choose another engine, or install the studio again.',
  })
}

/**
 * Compiles every phase and inference of a config, pass by pass and not from the cache, and measures the result.
 * @throws StudioError `INVALID_INPUT` for an unknown pass or an engine that does not compile, `INVALID_CONFIG`,
 * `ENGINE_UNAVAILABLE`, `CANCELLED`
 */
export async function* compileAndMeasure(
  request: CompileRequest,
  disk: Disk,
  signal?: AbortSignal,
): AsyncGenerator<CompileEvent, void, void> {
  const { config, engine, without, folder } = request
  const options = optionsFor(without)
  const { runtime, make } = await openRuntime(request)
  const program = buildProgram(config)
  const progress = (doing: string, done: number): CompileEvent => {
    if (signal?.aborted) {
      throw new StudioError('CANCELLED', 'The compilation was cancelled.', {
        safe: 'Nothing was changed.',
        next: 'Start it again whenever you want.',
      })
    }
    return { type: 'progress', doing, done }
  }
  const write = async (name: string, model: Uint8Array): Promise<string | null> => {
    if (folder === null) return null
    const file = join(folder, name)
    await writeAtomically(disk, file, model)
    return file
  }
  yield progress('Tracing', 0)
  const traced = traceProgram(program, options)
  const parts: CompilingPart[] = []
  for (const [i, part] of traced.entries()) {
    yield progress(`Compiling the ${part.name}`, 0.1 + (0.3 * i) / traced.length)
    parts.push(await compilePart(part, options, write))
  }
  yield progress('Taking steps', 0.4)
  const plain = watchRuntime(runtime)
  const { times, shares } = await timePlainly(make(options, plain.runtime), program, config)
  yield progress('Timing each operation', 0.8)
  const profiles = await mkdtemp(join(tmpdir(), 'gan-studio-profiles-'))
  try {
    const profiled = watchRuntime(runtime, profiles)
    await profile(make(options, profiled.runtime), program, config)
    yield progress('Reading the profiles', 0.95)
    const milliseconds = median(times)
    const report: CompileReport = {
      engine,
      runtime: `ONNX Runtime ${runtime.version}, ${runtime.title}`,
      threads: runtime.threads,
      batchSize: config.batchSize,
      without: [...without],
      parts: await Promise.all(parts.map((part, i) => partReport(part, plain.models[i], profiled.models[i]))),
      step: {
        milliseconds,
        steps: times.length,
        imagesPerSecond: (config.batchSize / milliseconds) * 1000,
        flops: stepFlops(traced),
        shares,
      },
    }
    yield { type: 'report', report }
  } finally {
    await rm(profiles, { recursive: true, force: true })
  }
}

async function partReport(
  { traced: { name, kind }, stages, final, origins, writingMilliseconds }: CompilingPart,
  plain: WatchedModel | undefined,
  profiled: WatchedModel | undefined,
): Promise<CompileReport['parts'][number]> {
  if (plain === undefined || profiled === undefined) throw new Error(`the model of ${name} was never loaded`)
  const [, ...runs] = await readProfile(profiled.profile)
  return {
    name,
    kind,
    stages: [...stages],
    writingMilliseconds,
    modelBytes: plain.modelBytes,
    loadingMilliseconds: plain.loadingMilliseconds,
    runMilliseconds: median(plain.runs),
    runs: plain.runs.length,
    ...measuredOperations(final, origins, runs),
  }
}
