import { createInterface } from 'node:readline'
import { compiledEngines, engines } from '../src-main/trainer/compute/engines/registry'
import { threadCount } from '../src-main/trainer/compute/runtime/choose'
import { buildProgram, initialRunState } from '../src-main/trainer/program/build'
import { fillFeeds } from '../src-main/trainer/timing/feeds'
import { watchThread } from '../src-main/trainer/timing/shares'
import { takeStep } from '../src-main/trainer/timing/steps'
import { EngineId } from '../src-shared/compute/engine'
import { gemm } from './gemm'
import { modelsOf } from './models'
import type { Message } from './protocol'

const say = (message: Message): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** Something that takes steps in this process. */
export interface Prepared {
  readonly preparation: number | null
  readonly about: string
  /** Whether it computes on other threads, so that the share of JavaScript on this one can be told. */
  readonly apart: boolean
  step(): Promise<void>
  stop(): void
}

/** An engine on a model; one that is there for checks only where it was asked for. The feeds stay the same. */
async function engineOn(root: string, model: string, id: string, named: boolean): Promise<Prepared | string> {
  const engine = engines[EngineId.parse(id)]
  const { available, checksOnly, device, reason } = await engine.status()
  if (!available || (checksOnly === true && !named)) return reason
  const config = modelsOf(root)[model]?.config
  if (config === undefined) return `there is no model ${model}`
  const program = buildProgram(config, 1)
  const state = initialRunState(config)
  const start = performance.now()
  const executor = await engine.prepare(program, state)
  const preparation = performance.now() - start
  fillFeeds(executor, program)
  return {
    preparation,
    about: `${device}; ${reason}`,
    apart: compiledEngines[EngineId.parse(id)] !== undefined,
    step: () => takeStep(executor, program),
    stop: () => executor.dispose(),
  }
}

async function timed(count: number, { step }: Prepared): Promise<number[]> {
  const milliseconds: number[] = []
  for (let i = 0; i < count; i++) {
    const begin = performance.now()
    await step()
    milliseconds.push(performance.now() - begin)
  }
  return milliseconds
}

/** How long steps are taken before the profile, so that V8 has compiled what it compiles in a run of thousands. */
const WARM_UP_MS = 5000
/** How long the profile is, at the least. */
const WATCHED_MS = 2000

async function report(prepared: Prepared): Promise<Message> {
  // Before the profiler, which takes memory of its own. Node reports kilobytes.
  const memoryBytes = process.resourceUsage().maxRSS * 1024
  if (!prepared.apart) return { type: 'report', memoryBytes, javascript: null }
  const during = async (milliseconds: number) => {
    const end = performance.now() + milliseconds
    while (performance.now() < end) await prepared.step()
  }
  await during(WARM_UP_MS)
  const { javascript } = await watchThread(() => during(WATCHED_MS))
  return { type: 'report', memoryBytes, javascript }
}

/** Serves one contender: `gemm`, or an engine and a model. */
async function serve([root = '', what = '', model = '', named = '']: readonly string[]): Promise<void> {
  const prepared = what === 'gemm' ? await gemm(threadCount()) : await engineOn(root, model, what, named === 'named')
  if (typeof prepared === 'string') {
    say({ type: 'refused', reason: prepared })
    return
  }
  say({ type: 'ready', preparation: prepared.preparation, about: prepared.about })
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'report') say(await report(prepared))
    else say({ type: 'steps', milliseconds: await timed(Number(line), prepared) })
  }
  prepared.stop()
}

serve(process.argv.slice(2)).catch((error: unknown) => {
  say({ type: 'refused', reason: error instanceof Error ? error.message : String(error) })
})
