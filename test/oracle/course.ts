import { optimisers as optimiserTypes } from '@shared/optimisers/optimiser'
import { expect } from 'vitest'
import type { Arrays, Engine, Executor } from '../../src-main/trainer/compute/engine'
import { buildProgram } from '../../src-main/trainer/program/build'
import type { PlannedPhase } from '../../src-main/trainer/program/planned'
import { pickArray, relativeDistance } from '../support/eager'
import { type Fixture, feedsOf, readFixture } from './fixture'

/** Fills the feeds of a phase with what was recorded. */
export function feed(executor: Executor, phase: PlannedPhase, recorded: Readonly<Record<string, string>>): void {
  const buffers = pickArray(executor.feeds, phase.name)
  for (const [name, values] of Object.entries(feedsOf(phase.feeds, recorded))) pickArray(buffers, name).set(values)
}

/** How close an engine comes to double precision: losses and measures, and gradients. */
export const exact = { loss: 1e-5, gradient: 1e-5 }
/** Tiles add and subtract larger numbers on the way. */
export const tiled = { loss: 1e-5, gradient: 1e-4 }

/** Within a share of what PyTorch computed in double precision; accuracies and scores are of the size of 1. */
export function expectClose(
  measured: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
  tolerance: number,
): void {
  for (const [name, value] of Object.entries(expected)) {
    const distance = Math.abs((measured[name] ?? Number.NaN) - value)
    expect(distance, name).toBeLessThan(tolerance * Math.max(1e-2, Math.abs(value)))
  }
}

/**
 * Every gradient to a share of its norm. Where one is what rounding leaves of a sum that cancels, such as that of a last bias,
 * the hundredth part of all gradients together counts as its size.
 */
export function expectGradients(found: Arrays, expected: Arrays, tolerance: number): void {
  const whole = Math.hypot(...Object.values(expected).map((gradient) => Math.hypot(...gradient)))
  for (const [weight, wanted] of Object.entries(expected)) {
    const gradient = pickArray(found, weight)
    const distance = Math.hypot(...gradient.map((value, i) => value - (wanted[i] ?? Number.NaN)))
    const size = Math.max(Math.hypot(...wanted), 0.01 * whole)
    expect(distance / size, `gradient of ${weight}`).toBeLessThan(tolerance)
  }
}

/** Takes the recorded steps and compares losses, measures and gradients at each of them. */
async function takeSteps(
  executor: Executor,
  fixture: Fixture,
  phases: readonly PlannedPhase[],
  close: typeof exact,
): Promise<void> {
  for (const step of fixture.steps) {
    for (const phase of phases) {
      const { loss, measures, feeds, gradients } = pickArray(step, phase.name)
      feed(executor, phase, feeds)
      const computed = await executor.gradients(phase.name)
      expectGradients(computed.gradients, gradients ?? {}, close.gradient)
      expectClose(computed.measures, { ...measures, loss }, close.loss)
      expectClose(await executor.run(phase.name), { ...measures, loss }, close.loss)
    }
  }
}

/**
 * Has an engine compute the losses and gradients of PyTorch at each step of a recorded course, from the state of another engine,
 * which takes the steps.
 */
export async function expectSteps(engine: Engine, leader: Engine, name: string, close: typeof exact): Promise<void> {
  const fixture = readFixture(name)
  const program = buildProgram(fixture.config)
  const leading = await leader.prepare(program, fixture.initial)
  const executor = await engine.prepare(program, fixture.initial)
  try {
    for (const step of fixture.steps) {
      for (const phase of program.phases) {
        const { loss, measures, feeds, gradients } = pickArray(step, phase.name)
        feed(leading, phase, feeds)
        feed(executor, phase, feeds)
        await executor.restore(await leading.snapshot())
        const computed = await executor.gradients(phase.name)
        expectGradients(computed.gradients, gradients ?? {}, close.gradient)
        expectClose(computed.measures, { ...measures, loss }, close.loss)
        await leading.run(phase.name)
      }
    }
  } finally {
    leading.dispose()
    executor.dispose()
  }
}

/** Has an engine take the steps of a recorded course, with the losses and gradients of PyTorch, and its state at the end. */
export async function expectCourse(engine: Engine, name: string, close = exact): Promise<void> {
  const fixture = readFixture(name)
  const program = buildProgram(fixture.config)
  const executor = await engine.prepare(program, fixture.initial)
  try {
    await takeSteps(executor, fixture, program.phases, close)
    const { state, optimisers } = await executor.snapshot()
    const slots = Object.assign({}, ...program.phases.map((phase) => pickArray(optimisers, phase.name).slots))
    for (const { name: tensor, trainable } of program.state) {
      const [start, end] = [pickArray(fixture.initial, tensor), pickArray(fixture.final, tensor)]
      const moved = (to: Float32Array) => to.map((value, i) => value - (start[i] ?? 0))
      // Float32 weights near 1 cannot hold a change of 1e-4 to more than about 3 digits.
      const tolerance = trainable || tensor.startsWith('average/') ? 2e-3 : 1e-5
      expect(relativeDistance(moved(pickArray(state, tensor)), moved(end)), tensor).toBeLessThan(tolerance)
      expect(relativeDistance(pickArray(state, tensor), end), tensor).toBeLessThan(1e-5)
      const phase = program.phases.find(({ trains }) => trains.includes(tensor))
      const names = phase === undefined ? [] : optimiserTypes[phase.optimiser.type].slots
      for (const slot of names.map((one) => `${one}/${tensor}`)) {
        expect(relativeDistance(pickArray(slots, slot), pickArray(fixture.slots, slot)), slot).toBeLessThan(1e-4)
      }
    }
    for (const { name: phase } of program.phases)
      expect(pickArray(optimisers, phase).updates).toBe(fixture.steps.length)
  } finally {
    executor.dispose()
  }
}
