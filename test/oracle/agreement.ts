import { type Shape, sizeOf } from '@shared/architecture/layer'
import type { RunConfig } from '@shared/runs/config'
import { expect } from 'vitest'
import type { Arrays, Executor, PhaseMeasures, Program, Snapshot } from '../../src-main/trainer/compute/engine'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import { buildProgram, initialRunState } from '../../src-main/trainer/program/build'
import type { PlannedPhase } from '../../src-main/trainer/program/planned'
import { pickArray } from '../support/eager'
import { kinkState, onSides, telling, watching } from '../support/kinks'
import { feedReal } from '../support/real-feeds'

const STEPS = 10
/** Scores and accuracies are means of numbers of the size of 1, and come near zero by their signs. */
const SCORE = 1
const LEAST_LOSS = 1e-2
/** Images are of the size of 1, and so is their rounding in float32, also where the image is nearly grey and all that follows small. */
const PIXEL_ROUNDING = 2 ** -24
/** Gradients of less than this share of all together are sums that cancel, such as that of a last bias: it counts as their size. */
const LEAST_SHARE = 0.02

/** A way to compute programs that is compared with the reference. */
export interface Subject {
  readonly name: string
  /**
   * How far it may be from the reference: losses by their size, gradients by their norm, what lies on the other side of a kink by
   * the root mean square of its layer.
   */
  readonly close: { readonly loss: number; readonly gradient: number; readonly kink: number }
  prepare(program: Program, state: Arrays): Promise<Executor>
}

/** One update of a phase from a state: where everything is compared. */
interface Place {
  readonly program: Program
  readonly phase: PlannedPhase
  readonly config: RunConfig
  readonly update: number
  readonly snapshot: Snapshot
}

/** The square root of the sum of squares; a large array has more numbers than a call may have parameters. */
function normOf(values: ArrayLike<number>): number {
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (values[i] ?? Number.NaN) ** 2
  return Math.sqrt(squares)
}

/** The weights whose gradients differ by a share of their norm or more, or are not numbers, and by how much. */
function differing(a: Arrays, b: Arrays, weights: readonly string[], tolerance: number): string[] {
  const whole = normOf(weights.map((weight) => normOf(pickArray(b, weight))))
  return weights.flatMap((weight) => {
    const [found, wanted] = [pickArray(a, weight), pickArray(b, weight)]
    const distance = normOf(found.map((value, i) => value - (wanted[i] ?? Number.NaN)))
    const size = Math.max(normOf(wanted), LEAST_SHARE * whole)
    return distance <= tolerance * size ? [] : [`${weight}: ${(distance / size).toExponential(1)}`]
  })
}

/** What a loss counts as where it is smaller: the Wasserstein losses are differences of scores, which may cancel. */
const leastLoss = (config: RunConfig, { realScore = 0, fakeScore = 0 }: PhaseMeasures): number =>
  config.family === 'adversarial' && config.objective.type === 'wasserstein'
    ? Math.max(LEAST_LOSS, Math.abs(realScore), Math.abs(fakeScore))
    : LEAST_LOSS

function expectMeasures(
  found: PhaseMeasures,
  expected: PhaseMeasures,
  config: RunConfig,
  { name, close }: Subject,
): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
  for (const [measure, value] of Object.entries(expected)) {
    const least = measure.toLowerCase().endsWith('loss') ? leastLoss(config, expected) : SCORE
    const size = Math.max(least, Math.abs(value))
    const distance = Math.abs(pickArray(found, measure) - value) / size
    expect(distance, `${measure} on ${name}`).toBeLessThanOrEqual(close.loss)
  }
}

/**
 * The state with matrices and kernels of such a size that what they make is as large as what they are given: initialisers that are
 * meant for thousands of inputs would leave nothing but rounding of a narrow network's images.
 */
function lively({ state }: Program, initial: Arrays): Arrays {
  const larger = state.map(({ name, shape, trainable }) => {
    const values = pickArray(initial, name)
    if (!trainable || shape.length < 2) return [name, values]
    const factor = Math.sqrt((shape.at(-1) ?? 1) / values.length) / (normOf(values) / Math.sqrt(values.length))
    return [name, values.map((value) => value * factor)]
  })
  return Object.fromEntries(larger)
}

/** Does something with an executor of the phase alone, changed, at the place. */
async function at<T>(
  { program, phase, config, update, snapshot }: Place,
  prepare: Subject['prepare'],
  changed: PlannedPhase,
  shapes: readonly Shape[],
  task: (executor: Executor) => Promise<T>,
): Promise<T> {
  const more = kinkState(shapes)
  const state = {
    ...snapshot.state,
    ...Object.fromEntries(more.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))])),
  }
  const { identity, ...rest } = program
  const executor = await prepare(
    { ...rest, state: [...program.state, ...more], phases: [changed], inferences: [] },
    state,
  )
  try {
    await executor.restore({ state, optimisers: { [phase.name]: pickArray(snapshot.optimisers, phase.name) } })
    feedReal(executor, phase, config, update)
    return await task(executor)
  } finally {
    executor.dispose()
  }
}

const reference: Subject['prepare'] = (program, state) => engines.reference.prepare(program, state)

/** How far from its kink each kinked function is, in their order. */
const kinksOf = (place: Place, prepare: Subject['prepare'], shapes: readonly Shape[]): Promise<Float32Array[]> =>
  at(place, prepare, telling(place.phase), shapes, async (executor) => {
    await executor.run(place.phase.name)
    const { state } = await executor.snapshot()
    return kinkState(shapes).map(({ name }) => pickArray(state, name))
  })

/**
 * Shows that gradients differ because functions are on different sides of their kinks: every such value is within rounding of
 * its kink, and the reference has the subject's gradients when it takes the subject's sides.
 * @returns on how many values the two are on different sides
 */
async function expectKinks(subject: Subject, found: Arrays, place: Place, why: string): Promise<number> {
  const { phase } = place
  const shapes: Shape[] = []
  await at(
    place,
    reference,
    watching(phase, (shape) => shapes.push(shape)),
    [],
    (executor) => executor.gradients(phase.name),
  )
  const [theirs, ours] = [await kinksOf(place, reference, shapes), await kinksOf(place, subject.prepare, shapes)]
  let flips = 0
  for (const [layer, values] of theirs.entries()) {
    const rounding = Math.max(PIXEL_ROUNDING, subject.close.kink * (normOf(values) / Math.sqrt(values.length)))
    values.forEach((value, i) => {
      const own = ours[layer]?.[i] ?? Number.NaN
      if (value > 0 === own > 0) return
      flips++
      expect(Math.abs(value - own), `${why}; kink ${layer} at ${i}`).toBeLessThan(rounding)
    })
  }
  const sides = ours.map((values) => values.map((value) => (value > 0 ? 1 : 0)))
  const { gradients } = await at(place, reference, onSides(phase, sides, shapes), [], (executor) =>
    executor.gradients(phase.name),
  )
  expect(differing(found, gradients, phase.trains, subject.close.gradient), `${why}; ${flips} at their kinks`).toEqual(
    [],
  )
  expect(flips, why).toBeGreaterThan(0)
  return flips
}

/**
 * Takes ten steps with the first subject and compares all with the reference, from its state and before each update: losses
 * and measures, and every gradient. Where a gradient differs, it is shown to be a kink's.
 */
export async function expectAgreement(
  config: RunConfig,
  subjectsOf: (program: Program) => Promise<readonly Subject[]>,
): Promise<void> {
  const program = buildProgram(config, 1)
  const state = lively(program, initialRunState(config))
  const subjects: { readonly subject: Subject; readonly executor: Executor }[] = []
  const oracle = await reference(program, state)
  try {
    for (const subject of await subjectsOf(program))
      subjects.push({ subject, executor: await subject.prepare(program, state) })
    const [first, ...others] = subjects
    if (first === undefined) throw new Error('nothing to compare')
    for (let update = 0; update < STEPS; update++) {
      for (const phase of program.phases) {
        const snapshot = await first.executor.snapshot()
        for (const { executor } of [{ executor: oracle }, ...others]) await executor.restore(snapshot)
        for (const { executor } of [{ executor: oracle }, ...subjects]) feedReal(executor, phase, config, update)
        const expected = await oracle.gradients(phase.name)
        for (const { subject, executor } of subjects) {
          const { measures, gradients } = await executor.gradients(phase.name)
          expectMeasures(measures, expected.measures, config, subject)
          expect(Object.keys(gradients).sort()).toEqual([...phase.trains].sort())
          const wrong = differing(gradients, expected.gradients, phase.trains, subject.close.gradient)
          if (wrong.length === 0) continue
          const why = `gradients of ${phase.name} in step ${update + 1} on ${subject.name} differ: ${wrong.join(', ')}`
          await expectKinks(subject, gradients, { program, phase, config, update, snapshot }, why)
        }
        await first.executor.run(phase.name)
      }
    }
  } finally {
    for (const { executor } of [{ executor: oracle }, ...subjects]) executor.dispose()
  }
}
