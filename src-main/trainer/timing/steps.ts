import type { Executor, Program } from '../compute/engine'

/** How long steps are timed. */
export interface Patience {
  /** Steps before the first that counts. */
  readonly warmUp: number
  /** At least so many are timed, however long they take. */
  readonly least: number
  readonly most: number
  /** No further step begins after so many milliseconds. */
  readonly milliseconds: number
}

/** One training step: one update of each phase, on the feeds as they are. */
export async function takeStep(executor: Executor, program: Program): Promise<void> {
  for (const { name } of program.phases) await executor.run(name)
}

/**
 * The milliseconds of steps, each by itself. `between` is called after each with the steps so far, those that do not count too, and
 * may throw to end it.
 */
export async function timeSteps(
  executor: Executor,
  program: Program,
  { warmUp, least, most, milliseconds }: Patience,
  between: (done: number) => void | Promise<void> = () => undefined,
): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + milliseconds
  for (let done = 0; done < warmUp + most; done++) {
    if (times.length >= least && performance.now() > end) break
    const start = performance.now()
    await takeStep(executor, program)
    if (done >= warmUp) times.push(performance.now() - start)
    await between(done + 1)
  }
  return times
}

/** The middle one of some numbers, the lower of two; NaN of none. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? Number.NaN
