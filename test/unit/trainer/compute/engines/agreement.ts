import type { Engine, Executor, Phase, Program, StateTensor } from '../../../../../src-main/trainer/compute/engine'
import { stream } from '../../../../../src-shared/random/generator'

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** A state of small random values. */
export const stateFor = (program: Program): Record<string, Float32Array> =>
  Object.fromEntries(
    program.state.map(({ name, shape }) => {
      const values = new Float32Array(sizeOf(shape))
      stream(3, name).fillUniform(values, -1, 1)
      return [name, values]
    }),
  )

/** Fills all feeds of a phase or an inference with numbers of one position. */
export function fillFeeds(executor: Executor, owner: string, position = 0): void {
  for (const [name, buffer] of Object.entries(executor.feeds[owner] ?? {})) {
    const generator = stream(5, `${owner}/${name}`, position)
    if (buffer instanceof Uint8Array) for (let i = 0; i < buffer.length; i++) buffer[i] = generator.below(256)
    else generator.fillUniform(buffer, -1, 1)
  }
}

/** ‖a − b‖ / ‖b‖, or ‖a‖ where b is zero. */
export function apart(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let difference = 0
  let size = 0
  for (const [i, value] of a.entries()) {
    difference += (value - (b[i] ?? 0)) ** 2
    size += (b[i] ?? 0) ** 2
  }
  return Math.sqrt(size === 0 ? difference : difference / size)
}

const adam = { type: 'adam', learningRate: 0.01, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 } as const

/** A program of one phase over trainable tensors. */
export function onePhase(
  shapes: Readonly<Record<string, readonly number[]>>,
  phase: Pick<Phase, 'feeds' | 'compute'>,
): Program {
  const state: StateTensor[] = Object.entries(shapes).map(([name, shape]) => ({ name, shape, trainable: true }))
  return {
    state,
    phases: [{ name: 'phase', trains: Object.keys(shapes), optimiser: adam, ...phase }],
    inferences: [],
  }
}

/** Largest relative differences of measures and gradients of all phases on two engines from the same state. */
export async function compare(
  program: Program,
  a: Engine,
  b: Engine,
): Promise<{ measures: number; gradients: number }> {
  const executors = [await a.prepare(program, stateFor(program)), await b.prepare(program, stateFor(program))] as const
  const worst = { measures: 0, gradients: 0 }
  for (const { name } of program.phases) {
    for (const executor of executors) fillFeeds(executor, name)
    const [x, y] = [await executors[0].gradients(name), await executors[1].gradients(name)]
    for (const [key, value] of Object.entries(y.measures)) {
      const other = x.measures[key] ?? Number.NaN
      const difference = Math.abs(other - value) / Math.max(Math.abs(value), 1e-3)
      worst.measures = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst.measures, difference)
    }
    for (const [key, value] of Object.entries(y.gradients)) {
      worst.gradients = Math.max(worst.gradients, apart(x.gradients[key] ?? new Float32Array(), value))
    }
  }
  for (const executor of executors) executor.dispose()
  return worst
}
