import { sizeOf } from '@shared/architecture/layer'
import { optimisers } from '@shared/optimisers/optimiser'
import {
  add,
  clipByValue,
  engine,
  keep,
  mul,
  type Scalar,
  stack,
  type Tensor,
  tensor,
  zeros,
} from '@tensorflow/tfjs-core'
import { withBackend } from '../../backend'
import { differentiate } from '../../differentiate'
import type {
  Arrays,
  Executor,
  FeedArrays,
  FeedSpec,
  Phase,
  PhaseOutcome,
  Program,
  RunningAverage,
  Snapshot,
  Tensors,
} from '../../engine'
import { checkSnapshot, pickArray } from '../snapshots'
import { applyRule, type Moved, type UpdateRules } from './update-rules'

/** Where and how programs are run eagerly: one operation after the other, as tfjs comes to it. */
export interface EagerBackend {
  /** Name of a registered tfjs backend. */
  readonly name: string
  readonly rules: UpdateRules
  /** What a failure of this backend is to a person; what is a StudioError already stays one. */
  readonly failure: (cause: unknown, what: string) => unknown
}

interface Computed {
  readonly measures: Readonly<Record<string, number>>
  /** By the name of the weight; undefined where the loss does not depend on it. */
  readonly gradients: ReadonlyMap<string, Tensor | undefined>
  readonly updates: Tensors
}

/** Float32 values of a tensor, as a copy. */
const valuesOf = (x: Tensor): Float32Array => Float32Array.from(x.dataSync())

/** Reads all scalars at once, because a read waits for the device. */
function readScalars(scalars: Readonly<Record<string, Scalar>>): Record<string, number> {
  const values = stack(Object.values(scalars)).dataSync()
  return Object.fromEntries(Object.keys(scalars).map((name, i) => [name, values[i] ?? Number.NaN]))
}

const needed = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new RangeError(`${what} is unknown to this program`)
  return value
}

/** The tensors that live from step to step, by name. A tensor that takes the place of another frees it. */
class Held {
  readonly #tensors = new Map<string, Tensor>()

  get(name: string): Tensor {
    return needed(this.#tensors.get(name), name)
  }

  /** Holds a tensor, which the scope that it was made in does not free then. */
  set(name: string, value: Tensor): void {
    const before = this.#tensors.get(name)
    // A clone, because what is held may be used under another name too.
    this.#tensors.set(name, keep(value.clone()))
    before?.dispose()
  }

  entries(): IterableIterator<[string, Tensor]> {
    return this.#tensors.entries()
  }

  clear(): void {
    for (const one of this.#tensors.values()) one.dispose()
    this.#tensors.clear()
  }
}

/**
 * Runs a program eagerly on a tfjs backend. Weights, running statistics and what optimisers remember stay tensors of the
 * backend between steps: a step reads back its measures and nothing else.
 */
export class EagerExecutor implements Executor {
  readonly feeds: Readonly<Record<string, FeedArrays>>
  readonly #state = new Held()
  /** `<slot>/<weight>` by phase. */
  readonly #slots = new Map<string, Held>()
  readonly #counts = new Map<string, number>()

  constructor(
    private readonly program: Program,
    private readonly backend: EagerBackend,
    state: Arrays,
  ) {
    const buffer = ({ shape, type }: FeedSpec) =>
      type === 'uint8' ? new Uint8Array(sizeOf(shape)) : new Float32Array(sizeOf(shape))
    this.feeds = Object.fromEntries(
      [...program.phases, ...program.inferences].map(({ name, feeds }) => [
        name,
        Object.fromEntries(feeds.map((spec) => [spec.name, buffer(spec)])),
      ]),
    )
    this.#on('The networks could not be prepared', () => {
      this.#setState(state)
      for (const phase of program.phases) {
        const held = new Held()
        for (const { slot, shape } of this.#slotsOf(phase)) held.set(slot, zeros([...shape]))
        this.#slots.set(phase.name, held)
        this.#counts.set(phase.name, 0)
      }
    })
  }

  /** Runs `body` on the backend, frees what it made and did not hold, and says failures as the backend does. */
  #on<T>(what: string, body: () => T): T {
    try {
      return withBackend(this.backend.name, () => {
        engine().startScope('eager')
        try {
          return body()
        } finally {
          engine().endScope()
        }
      })
    } catch (cause) {
      throw this.backend.failure(cause, what)
    }
  }

  #slotsOf({ trains, optimiser }: Phase) {
    const shapes = new Map(this.program.state.map(({ name, shape }) => [name, shape]))
    return trains.flatMap((weight) =>
      optimisers[optimiser.type].slots.map((slot) => ({
        slot: `${slot}/${weight}`,
        shape: needed(shapes.get(weight), weight),
      })),
    )
  }

  #setState(state: Arrays): void {
    for (const { name, shape } of this.program.state) {
      // A copy, because a backend may keep the array that it is given.
      this.#state.set(name, tensor(pickArray(state, name, shape).slice(), [...shape], 'float32'))
    }
  }

  #feedTensors(owner: string, feeds: readonly FeedSpec[]): Tensors {
    return Object.fromEntries(
      feeds.map(({ name, shape, type }) => [
        name,
        tensor(this.feeds[owner]?.[name] ?? [], [...shape], type === 'uint8' ? 'int32' : 'float32'),
      ]),
    )
  }

  #phase(name: string): Phase {
    return needed(
      this.program.phases.find((one) => one.name === name),
      `The phase ${name}`,
    )
  }

  /** To be called on the backend. Frees everything but gradients and updates, so that weights are in nobody else's hands. */
  #compute(phase: Phase): Computed {
    const results: Tensor[] = []
    engine().startScope('compute')
    try {
      const computed = this.#differentiate(phase)
      results.push(...[...computed.gradients.values()].flatMap((x) => x ?? []), ...Object.values(computed.updates))
      return computed
    } finally {
      engine().endScope(results)
    }
  }

  #differentiate(phase: Phase): Computed {
    const state = Object.fromEntries(this.#state.entries())
    const feeds = this.#feedTensors(phase.name, phase.feeds)
    const outcomes: PhaseOutcome[] = []
    const kept: Tensor[] = []
    try {
      const found = differentiate(phase, state, feeds, (outcome) => {
        outcomes.push(outcome)
        for (const x of [outcome.loss, ...Object.values(outcome.measures), ...Object.values(outcome.updates)]) {
          kept.push(keep(x))
        }
      })
      const { loss, measures, updates } = needed(outcomes[0], phase.name)
      return {
        measures: readScalars({ loss, ...measures }),
        gradients: new Map(phase.trains.map((name, i) => [name, found[i]])),
        updates: Object.fromEntries(Object.entries(updates).map(([name, x]) => [name, x.clone()])),
      }
    } finally {
      for (const x of kept) x.dispose()
    }
  }

  #move(phase: Phase, weight: string, gradient: Tensor, learningRate: number, update: number): void {
    const slots = needed(this.#slots.get(phase.name), phase.name)
    const names = optimisers[phase.optimiser.type].slots
    const before: Moved = {
      weights: this.#state.get(weight),
      slots: Object.fromEntries(names.map((slot) => [slot, slots.get(`${slot}/${weight}`)])),
    }
    engine().startScope('update')
    try {
      const after = applyRule(this.backend.rules, before, gradient, { ...phase.optimiser, learningRate }, update)
      const { clipWeights } = phase
      const limited = clipWeights === undefined ? after.weights : clipByValue(after.weights, -clipWeights, clipWeights)
      this.#state.set(weight, limited)
      for (const slot of names) slots.set(`${slot}/${weight}`, needed(after.slots[slot], slot))
    } finally {
      engine().endScope()
    }
  }

  #follow({ decay, pairs }: RunningAverage): void {
    for (const { weight, average } of pairs) {
      this.#state.set(average, add(mul(this.#state.get(average), decay), mul(this.#state.get(weight), 1 - decay)))
    }
  }

  async run(name: string, learningRate?: number): Promise<Readonly<Record<string, number>>> {
    const phase = this.#phase(name)
    return this.#on(`The ${name}’s update failed`, () => {
      const { measures, gradients, updates } = this.#compute(phase)
      const update = (this.#counts.get(name) ?? 0) + 1
      for (const [weight, gradient] of gradients) {
        const rate = learningRate ?? phase.optimiser.learningRate
        this.#move(phase, weight, gradient ?? zeros(this.#state.get(weight).shape), rate, update)
      }
      if (phase.average !== undefined) this.#follow(phase.average)
      for (const [state, value] of Object.entries(updates)) this.#state.set(state, value)
      this.#counts.set(name, update)
      return measures
    })
  }

  async gradients(name: string): Promise<{ measures: Readonly<Record<string, number>>; gradients: Arrays }> {
    const phase = this.#phase(name)
    return this.#on(`The ${name}’s gradients could not be computed`, () => {
      const { measures, gradients } = this.#compute(phase)
      const values = [...gradients].map(([weight, gradient]) => [
        weight,
        gradient === undefined ? new Float32Array(this.#state.get(weight).size) : valuesOf(gradient),
      ])
      return { measures, gradients: Object.fromEntries(values) }
    })
  }

  async infer(name: string): Promise<Float32Array> {
    const inference = needed(
      this.program.inferences.find((one) => one.name === name),
      `The inference ${name}`,
    )
    return this.#on(`The ${name} could not be computed`, () =>
      valuesOf(inference.compute(Object.fromEntries(this.#state.entries()), this.#feedTensors(name, inference.feeds))),
    )
  }

  async snapshot(): Promise<Snapshot> {
    return this.#on('The state could not be read', () => ({
      state: arraysOf(this.#state),
      optimisers: Object.fromEntries(
        [...this.#slots].map(([phase, slots]) => [
          phase,
          { updates: this.#counts.get(phase) ?? 0, slots: arraysOf(slots) },
        ]),
      ),
    }))
  }

  async restore(snapshot: Snapshot): Promise<void> {
    checkSnapshot(this.program, snapshot)
    this.#on('The state could not be restored', () => {
      this.#setState(snapshot.state)
      for (const phase of this.program.phases) {
        const { updates, slots } = needed(snapshot.optimisers[phase.name], phase.name)
        const held = needed(this.#slots.get(phase.name), phase.name)
        for (const { slot, shape } of this.#slotsOf(phase)) {
          held.set(slot, tensor(pickArray(slots, slot, shape).slice(), [...shape], 'float32'))
        }
        this.#counts.set(phase.name, updates)
      }
    })
  }

  dispose(): void {
    for (const held of [this.#state, ...this.#slots.values()]) held.clear()
  }
}

const arraysOf = (held: Held): Arrays =>
  Object.fromEntries([...held.entries()].map(([name, value]) => [name, valuesOf(value)]))
