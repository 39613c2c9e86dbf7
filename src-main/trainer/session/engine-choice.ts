import type { EngineId, EngineWish } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import type { Engine } from '../compute/engine'
import { fastestOf, type Timing, timingText } from './timing'

/** Finds the engine that is asked for. Throws a `StudioError` where it cannot be used here. */
export type EngineChooser = (wanted: EngineWish) => Promise<Engine>

/** The engines that `auto` chooses among, in the order of preference. Throws a `StudioError` where there is none. */
export type UsableEngines = () => Promise<readonly [Engine, ...Engine[]]>

/** What is known when an engine is chosen for a run. */
export interface EngineQuestion {
  /** What the config says. */
  readonly configured: EngineWish
  /** What a resume asks for; null asks for nothing. */
  readonly asked: EngineWish | null
  /** The engine that computed the run last; undefined for a run that was on none. */
  readonly last: EngineId | undefined
}

/** An engine and why it was chosen. */
export interface EngineChoice {
  readonly engine: Engine
  /** Completes “Trains on the engine X, …”. */
  readonly why: string
  /** What else has to be told. */
  readonly warning: string | undefined
}

/** How the choice is made. */
export interface EngineChoiceTools {
  readonly chooseEngine: EngineChooser
  readonly usableEngines: UsableEngines
  /** Times a step of the run on each of the engines. */
  readonly time: (engines: readonly Engine[]) => Promise<readonly Timing[]>
}

type Choice = Omit<EngineChoice, 'warning'>

async function fastest({ usableEngines, time }: EngineChoiceTools): Promise<Choice> {
  const usable = await usableEngines()
  if (usable.length === 1) return { engine: usable[0], why: 'chosen as the only one that can be used here' }
  const timings = await time(usable)
  const id = fastestOf(timings)
  const engine = usable.find((one) => one.id === id)
  if (engine !== undefined) return { engine, why: `chosen as the fastest (a step takes ${timingText(timings)})` }
  throw new StudioError('ENGINE_UNAVAILABLE', `No engine could take a step of this run: ${timingText(timings)}.`, {
    safe: 'Nothing was started or changed.',
    next: 'Choose a smaller batch or smaller networks, or another engine.',
  })
}

const choose = async (wanted: EngineWish, why: string, tools: EngineChoiceTools): Promise<Choice> =>
  wanted === 'auto' ? fastest(tools) : { engine: await tools.chooseEngine(wanted), why }

/**
 * The engine of a run: the one that a resume asks for; else the one that it was on, while that can be used; else the one of its
 * config, where `auto` is the fastest by the clock.
 * @throws StudioError `ENGINE_UNAVAILABLE`
 */
export async function chooseForRun(
  { configured, asked, last }: EngineQuestion,
  tools: EngineChoiceTools,
): Promise<EngineChoice> {
  if (asked !== null) return { ...(await choose(asked, 'as asked for', tools)), warning: undefined }
  if (last === undefined || last === configured) {
    return { ...(await choose(configured, 'as configured', tools)), warning: undefined }
  }
  let warning: string
  try {
    return { ...(await choose(last, 'as before', tools)), warning: undefined }
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'ENGINE_UNAVAILABLE') throw error
    warning = `The run cannot stay on ${last}. ${error.message}`
  }
  return { ...(await choose(configured, 'as configured', tools)), warning }
}
