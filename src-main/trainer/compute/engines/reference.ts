import { cpus } from 'node:os'
import '@tensorflow/tfjs-backend-cpu'
import { sizeOf } from '@shared/architecture/layer'
import type { Adam } from '@shared/optimisers/optimiser'
import { engine, type Tensor, tensor } from '@tensorflow/tfjs-core'
import { withBackend } from '../backend'
import type { Arrays, Engine, Executor, FeedArrays, FeedSpec, Phase, Program, Snapshot, Tensors } from '../engine'
import { checkSnapshot, pickArray } from './snapshots'

const BACKEND = 'cpu'

interface Moments {
  readonly first: Float32Array
  readonly second: Float32Array
}

interface Outcome {
  readonly measures: Record<string, number>
  readonly gradients: Record<string, Float32Array>
  readonly updates: Record<string, Float32Array>
}

/** Float32 values of a tensor, as a copy. */
const valuesOf = (x: Tensor): Float32Array => Float32Array.from(x.dataSync())
const numberOf = (x: Tensor): number => x.dataSync()[0] ?? Number.NaN

/** Runs `body` on the plain backend and frees what it made. */
function computed<T>(body: () => T): T {
  return withBackend(BACKEND, () => {
    engine().startScope('reference')
    try {
      return body()
    } finally {
      engine().endScope()
    }
  })
}

/** Adam (Kingma and Ba 2015, Algorithm 1) with ε as PyTorch adds it, in double precision but for what is stored. */
function adam(
  weights: Float32Array,
  gradient: Float32Array,
  { first, second }: Moments,
  a: Adam,
  update: number,
): void {
  const rate = a.learningRate / (1 - a.beta1 ** update)
  const correction = Math.sqrt(1 - a.beta2 ** update)
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i] ?? 0
    const m = a.beta1 * (first[i] ?? 0) + (1 - a.beta1) * g
    const v = a.beta2 * (second[i] ?? 0) + (1 - a.beta2) * g * g
    first[i] = m
    second[i] = v
    weights[i] = (weights[i] ?? 0) - (rate * m) / (Math.sqrt(v) / correction + a.epsilon)
  }
}

class ReferenceExecutor implements Executor {
  readonly feeds: Readonly<Record<string, FeedArrays>>
  readonly #state: Record<string, Float32Array>
  readonly #moments = new Map<string, Map<string, Moments>>()
  readonly #counts = new Map<string, number>()

  constructor(
    private readonly program: Program,
    state: Arrays,
  ) {
    const buffer = ({ shape, type }: FeedSpec) =>
      type === 'uint8' ? new Uint8Array(sizeOf(shape)) : new Float32Array(sizeOf(shape))
    this.#state = Object.fromEntries(
      program.state.map(({ name, shape }) => [name, pickArray(state, name, shape).slice()]),
    )
    this.feeds = Object.fromEntries(
      [...program.phases, ...program.inferences].map(({ name, feeds }) => [
        name,
        Object.fromEntries(feeds.map((spec) => [spec.name, buffer(spec)])),
      ]),
    )
    for (const { name, trains } of program.phases) {
      const zero = (weight: string) => new Float32Array(this.#array(weight).length)
      this.#moments.set(name, new Map(trains.map((weight) => [weight, { first: zero(weight), second: zero(weight) }])))
      this.#counts.set(name, 0)
    }
  }

  #array(name: string): Float32Array {
    const array = this.#state[name]
    if (array === undefined) throw new RangeError(`there is no state ${name}`)
    return array
  }

  #stateTensors(): Tensors {
    return Object.fromEntries(
      this.program.state.map(({ name, shape }) => [name, tensor(this.#array(name), [...shape], 'float32')]),
    )
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
    const phase = this.program.phases.find((one) => one.name === name)
    if (phase === undefined) throw new RangeError(`there is no phase ${name}`)
    return phase
  }

  #compute(phase: Phase): Outcome {
    return computed(() => {
      const state = this.#stateTensors()
      const feeds = this.#feedTensors(phase.name, phase.feeds)
      const outcome: Outcome = { measures: {}, gradients: {}, updates: {} }
      const weights = phase.trains.flatMap((name) => state[name] ?? [])
      const { grads } = engine().gradients(
        () => {
          const { loss, measures, updates } = phase.compute(state, feeds)
          outcome.measures['loss'] = numberOf(loss)
          for (const [name, x] of Object.entries(measures)) outcome.measures[name] = numberOf(x)
          for (const [name, x] of Object.entries(updates)) outcome.updates[name] = valuesOf(x)
          return loss
        },
        weights,
        undefined,
        true,
      )
      for (const [i, name] of phase.trains.entries()) {
        const gradient: Tensor | undefined = grads[i]
        outcome.gradients[name] =
          gradient === undefined ? new Float32Array(this.#array(name).length) : valuesOf(gradient)
      }
      return outcome
    })
  }

  async run(name: string): Promise<Readonly<Record<string, number>>> {
    const phase = this.#phase(name)
    const { measures, gradients, updates } = this.#compute(phase)
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    for (const [weight, moments] of this.#moments.get(name) ?? []) {
      adam(this.#array(weight), gradients[weight] ?? new Float32Array(), moments, phase.optimiser, count)
    }
    for (const [state, value] of Object.entries(updates)) this.#array(state).set(value)
    return measures
  }

  async gradients(name: string): Promise<{ measures: Readonly<Record<string, number>>; gradients: Arrays }> {
    const { measures, gradients } = this.#compute(this.#phase(name))
    return { measures, gradients }
  }

  async infer(name: string): Promise<Float32Array> {
    const inference = this.program.inferences.find((one) => one.name === name)
    if (inference === undefined) throw new RangeError(`there is no inference ${name}`)
    return computed(() => valuesOf(inference.compute(this.#stateTensors(), this.#feedTensors(name, inference.feeds))))
  }

  async snapshot(): Promise<Snapshot> {
    return {
      state: Object.fromEntries(Object.entries(this.#state).map(([name, array]) => [name, array.slice()])),
      optimisers: Object.fromEntries(
        [...this.#moments].map(([phase, moments]) => [
          phase,
          {
            updates: this.#counts.get(phase) ?? 0,
            slots: Object.fromEntries(
              [...moments].flatMap(([name, { first, second }]) => [
                [`m/${name}`, first.slice()],
                [`v/${name}`, second.slice()],
              ]),
            ),
          },
        ]),
      ),
    }
  }

  async restore(snapshot: Snapshot): Promise<void> {
    checkSnapshot(this.program, snapshot)
    for (const { name, shape } of this.program.state) this.#array(name).set(pickArray(snapshot.state, name, shape))
    for (const [phase, moments] of this.#moments) {
      const optimiser = snapshot.optimisers[phase]
      this.#counts.set(phase, optimiser?.updates ?? 0)
      for (const [name, { first, second }] of moments) {
        first.set(optimiser?.slots[`m/${name}`] ?? [])
        second.set(optimiser?.slots[`v/${name}`] ?? [])
      }
    }
  }

  dispose(): void {
    this.#moments.clear()
  }
}

/** Eager tfjs on its plain JavaScript backend: slow, simple, and what the other engines are compared with. */
export const referenceEngine: Engine = {
  id: 'reference',
  async status() {
    const device = `${cpus()[0]?.model.trim() ?? 'processor'}, 1 thread`
    const reason = 'TensorFlow.js in plain JavaScript runs everywhere; it is slow and meant for checks.'
    return { id: 'reference', title: 'Reference', available: true, device, reason }
  },
  async prepare(program, state, onPhase = () => undefined) {
    onPhase('Preparing the networks')
    return new ReferenceExecutor(program, state)
  },
}
