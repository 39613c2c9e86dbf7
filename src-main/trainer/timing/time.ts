import type { TimeEvent, TimeRequest } from '@shared/compute/measurement'
import { StudioError } from '@shared/contract/errors'
import type { Engine } from '../compute/engine'
import { buildProgram, initialRunState } from '../program/build'
import { fillFeeds } from './feeds'
import { median, takeStep } from './steps'

/** Steps before the first that counts, and how many are timed at least and at most. */
const [WARM_UP, LEAST, MOST] = [2, 3, 500]
/** After how many budgets a single step has to do. */
const SLOW = 4

function requireWanted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  throw new StudioError('CANCELLED', 'The measurement was cancelled.', {
    safe: 'Nothing was changed.',
    next: 'Start it again whenever you want.',
  })
}

/**
 * Times the training steps of a config on one engine, on images that are already there. The memory is that of this process, so it
 * should do nothing else.
 * @throws StudioError `INVALID_CONFIG`, `ENGINE_UNAVAILABLE`, `OUT_OF_MEMORY`, `CANCELLED`
 */
export async function* timeConfig(
  { config, milliseconds: budget }: TimeRequest,
  engine: Engine,
  signal?: AbortSignal,
): AsyncGenerator<TimeEvent, void, void> {
  const { batchSize } = config
  yield { type: 'progress', doing: 'Preparing the networks', done: 0 }
  const program = buildProgram(config, 1)
  const state = initialRunState(config)
  const begin = performance.now()
  const executor = await engine.prepare(program, state)
  const readyMilliseconds = performance.now() - begin
  try {
    fillFeeds(executor, program)
    const times: number[] = []
    let end = performance.now() + budget
    for (let done = 0; done < WARM_UP + MOST; done++) {
      requireWanted(signal)
      if (done === WARM_UP) end = performance.now() + budget
      if (times.length >= LEAST && performance.now() > end) break
      // One step that takes longer than all that were meant to is enough to know.
      if (times.length > 0 && performance.now() > begin + SLOW * budget) break
      const spent = 1 - Math.max(0, end - performance.now()) / budget
      const share = done < WARM_UP ? 0 : Math.min(1, Math.max(times.length / MOST, spent))
      yield { type: 'progress', doing: `Taking step ${done + 1}`, done: share }
      const start = performance.now()
      await takeStep(executor, program)
      if (done >= WARM_UP) times.push(performance.now() - start)
    }
    const milliseconds = median(times)
    yield {
      type: 'timing',
      timing: {
        milliseconds,
        steps: times.length,
        imagesPerSecond: (batchSize / milliseconds) * 1000,
        readyMilliseconds,
        // Node reports kilobytes.
        memoryBytes: process.resourceUsage().maxRSS * 1024,
      },
    }
  } finally {
    executor.dispose()
  }
}
