import { StudioError } from '@shared/contract/errors'
import { optimisers } from '@shared/optimisers/optimiser'
import type { Compiled, Compiler } from '../compiler/compile'
import {
  feedInput,
  gradientOutput,
  measureOutput,
  mirrorInput,
  RESULT,
  stateInput,
  updateOutput,
} from '../compiler/names'
import type { Arrays, Executor, FeedArrays, FeedSpec, Inference, Phase, Program, Snapshot } from '../engine'
import { type Crew, startCrew, type Work } from '../kernels/crew'
import { kernelModules } from '../kernels/modules'
import { updateCalls, updateScalars } from '../kernels/update-calls'
import { planUpdate, type UpdatedTensor } from '../kernels/update-plan'
import type { Bindings, Bound, BoundModel, Runtime } from '../runtime/runtime'
import { bytes, floats, MemoryPlan, type Place } from './memory'
import { Mirrors } from './mirrors'
import { checkSnapshot, pickArray } from './snapshots'

/** Smaller updates are not worth waking up another thread. */
const SHARED_BYTES = 256 * 1024
/** The memory's bandwidth feeds no more threads than these. */
const MAX_CREW = 4

/** Where one trained tensor and what belongs to it lie. */
interface Trained {
  readonly name: string
  readonly weights: Place
  /** In the order of the optimiser's slots. */
  readonly slots: readonly { readonly name: string; readonly place: Place }[]
  readonly gradient: Place
}

interface PreparedPhase {
  readonly phase: Phase
  readonly model: BoundModel
  readonly trained: readonly Trained[]
  /** The optimiser and what follows it. */
  readonly update: Work
  readonly measures: ReadonlyMap<string, Float32Array>
  /** New running statistics, and the state they replace. */
  readonly updates: readonly { readonly state: string; readonly from: Float32Array; readonly to: Float32Array }[]
  /** How often the optimiser has moved the weights. */
  count: number
}

interface PlacedFeeds {
  readonly places: ReadonlyMap<string, { readonly spec: FeedSpec; readonly place: Place }>
}

const needed = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new RangeError(`${what} is unknown to this program`)
  return value
}

/** A failure of ONNX Runtime as a StudioError. */
function runtimeFailure(cause: unknown, what: string): StudioError {
  if (cause instanceof StudioError) return cause
  const details = cause instanceof Error ? cause.message : String(cause)
  if (/alloc|out of memory/i.test(details)) {
    return new StudioError('OUT_OF_MEMORY', `${what}: the memory of this machine is not enough.`, {
      safe: 'The state before this step and all checkpoints are kept.',
      next: 'Choose a smaller batch or smaller networks, or close other programs; then resume.',
      details,
    })
  }
  return new StudioError('ENGINE_UNAVAILABLE', `${what}: ONNX Runtime failed.`, {
    safe: 'The state before this step and all checkpoints are kept.',
    next: 'Resume on another engine.',
    details,
  })
}

/** A program on ONNX Runtime: gradients by compiled models, optimisers in place on the memory that they are bound to. */
export class CompiledExecutor implements Executor {
  readonly feeds: Readonly<Record<string, FeedArrays>>
  readonly #memory: WebAssembly.Memory
  readonly #mirrors: Mirrors
  #crew: Crew | undefined
  readonly #state: ReadonlyMap<string, Place>
  readonly #phases = new Map<string, PreparedPhase>()
  readonly #inferences = new Map<string, { readonly model: BoundModel; readonly result: Float32Array }>()
  readonly #placedFeeds: ReadonlyMap<string, PlacedFeeds>
  readonly #trained: ReadonlyMap<string, readonly Trained[]>

  private constructor(
    private readonly program: Program,
    private readonly runtime: Runtime,
    private readonly compiler: Compiler,
    phases: readonly Compiled[],
  ) {
    const plan = new MemoryPlan()
    const state = new Map(program.state.map(({ name, shape }) => [name, plan.place(shape)]))
    const shapes = new Map(program.state.map(({ name, shape }) => [name, shape]))
    this.#state = state
    this.#trained = new Map(
      program.phases.map((phase) => [
        phase.name,
        phase.trains.map((name) => {
          const shape = needed(shapes.get(name), name)
          const weights = needed(state.get(name), name)
          const slots = optimisers[phase.optimiser.type].slots.map((slot) => {
            return { name: `${slot}/${name}`, place: plan.place(shape) }
          })
          return { name, weights, slots, gradient: plan.place(shape) }
        }),
      ]),
    )
    this.#placedFeeds = new Map(
      [...program.phases, ...program.inferences].map(({ name, feeds }) => [
        name,
        {
          places: new Map(
            feeds.map((spec) => [spec.name, { spec, place: plan.place(spec.shape, spec.type === 'uint8' ? 1 : 4) }]),
          ),
        },
      ]),
    )
    this.#mirrors = Mirrors.plan(program.state, state, phases, plan)
    this.#memory = plan.allocate()
    this.feeds = Object.fromEntries(
      [...this.#placedFeeds].map(([name, { places }]) => [
        name,
        Object.fromEntries([...places].map(([feed, { spec, place }]) => [feed, this.#feedView(spec, place)])),
      ]),
    )
  }

  /** Compiles all phases; inferences are compiled when they are first used. */
  static async prepare(
    program: Program,
    state: Arrays,
    runtime: Runtime,
    compiler: Compiler,
    onPhase: (what: string) => void,
  ): Promise<CompiledExecutor> {
    const compiled: Compiled[] = []
    for (const phase of program.phases) {
      onPhase(`Compiling the ${phase.name}’s update`)
      compiled.push(await compiler.phase(phase, program.state))
    }
    const executor = new CompiledExecutor(program, runtime, compiler, compiled)
    try {
      executor.#crew = await startCrew(executor.#memory, kernelModules(), Math.min(runtime.threads, MAX_CREW))
      executor.#setState(state)
      for (const [i, phase] of program.phases.entries()) {
        onPhase(`Loading the ${phase.name}’s update`)
        await executor.#loadPhase(phase, needed(compiled[i], phase.name))
      }
      return executor
    } catch (cause) {
      executor.dispose()
      throw cause
    }
  }

  #setState(state: Arrays): void {
    for (const { name, shape } of this.program.state) this.#stateView(name).set(pickArray(state, name, shape))
    this.#crew?.make(this.#mirrors.renewAll())
  }

  #feedView(spec: FeedSpec, place: Place): Float32Array | Uint8Array {
    return spec.type === 'uint8' ? bytes(this.#memory, place) : floats(this.#memory, place)
  }

  #stateView(name: string): Float32Array {
    return floats(this.#memory, needed(this.#state.get(name), name))
  }

  /** The memory of every input of a model. */
  #inputs(compiled: Compiled, owner: string): Bindings {
    const feeds = needed(this.#placedFeeds.get(owner), owner).places
    const known = new Map<string, Bound['values']>([
      ...[...this.#state].map(([name, place]) => [stateInput(name), floats(this.#memory, place)] as const),
      ...this.#mirrors.places().map(({ state, place }) => [mirrorInput(state), floats(this.#memory, place)] as const),
      ...[...feeds].map(([name, { spec, place }]) => [feedInput(name), this.#feedView(spec, place)] as const),
    ])
    return Object.fromEntries(
      compiled.inputs.map(({ name, shape }) => [name, { values: needed(known.get(name), name), shape }]),
    )
  }

  async #load(compiled: Compiled, owner: string, outputs: ReadonlyMap<string, Float32Array>): Promise<BoundModel> {
    const bound = compiled.outputs.map(({ name, shape }) => [name, { values: needed(outputs.get(name), name), shape }])
    try {
      return await this.runtime.load(compiled.model, this.#inputs(compiled, owner), Object.fromEntries(bound), {
        optimised: compiled.optimised ?? false,
        frugal: compiled.large ?? false,
      })
    } catch (cause) {
      throw runtimeFailure(cause, `The ${owner} could not be prepared`)
    }
  }

  /** The addresses of everything that the update of a trained tensor touches. */
  #updated({ name, weights, slots, gradient }: Trained, { average }: Phase): UpdatedTensor {
    const follower = average?.pairs.find(({ weight }) => weight === name)?.average
    return {
      bytes: weights.bytes,
      weights: weights.address,
      slots: slots.map(({ place }) => place.address),
      gradient: gradient.address,
      average: follower === undefined ? undefined : needed(this.#state.get(follower), follower).address,
      mirror: this.#mirrors.of(name),
    }
  }

  async #loadPhase(phase: Phase, compiled: Compiled): Promise<void> {
    const trained = needed(this.#trained.get(phase.name), phase.name)
    const outputs = new Map<string, Float32Array>(
      trained.map(({ name, gradient }) => [gradientOutput(name), floats(this.#memory, gradient)]),
    )
    const measures = new Map<string, Float32Array>()
    const updates: PreparedPhase['updates'][number][] = []
    for (const { name } of compiled.outputs) {
      if (name.startsWith(measureOutput(''))) {
        const value = new Float32Array(1)
        measures.set(name.slice(measureOutput('').length), value)
        outputs.set(name, value)
      } else if (name.startsWith(updateOutput(''))) {
        const state = name.slice(updateOutput('').length)
        const to = this.#stateView(state)
        // Written beside the state and copied after the run, because the run may still read the old value.
        const from = new Float32Array(to.length)
        updates.push({ state, from, to })
        outputs.set(name, from)
      }
    }
    const model = await this.#load(compiled, phase.name, outputs)
    const tensors = trained.map((one) => this.#updated(one, phase))
    const size = tensors.reduce((sum, one) => sum + one.bytes, 0)
    const { optimiser, clipWeights, average } = phase
    const settings = { optimiser, learningRate: optimiser.learningRate, update: 1, clipWeights, decay: average?.decay }
    const parts = planUpdate(tensors).map((part) => updateCalls(part, settings))
    const update = needed(this.#crew, 'The crew').prepare(parts, size < SHARED_BYTES)
    this.#phases.set(phase.name, { phase, model, trained, update, measures, updates, count: 0 })
  }

  async #compute(name: string): Promise<PreparedPhase> {
    const prepared = needed(this.#phases.get(name), `The phase ${name}`)
    try {
      await prepared.model.run()
    } catch (cause) {
      throw runtimeFailure(cause, `The ${name}’s update failed`)
    }
    return prepared
  }

  async run(phase: string, learningRate?: number): Promise<Readonly<Record<string, number>>> {
    const prepared = await this.#compute(phase)
    prepared.count++
    const { optimiser } = prepared.phase
    const settings = { optimiser, learningRate: learningRate ?? optimiser.learningRate, update: prepared.count }
    try {
      prepared.update.run(updateScalars(settings))
    } catch (cause) {
      throw runtimeFailure(cause, `The ${phase}’s optimiser failed`)
    }
    for (const { from, to } of prepared.updates) to.set(from)
    if (prepared.updates.length > 0) {
      const renewed = prepared.updates.flatMap(({ state }) => this.#mirrors.renew(state))
      if (renewed.length > 0) this.#crew?.make(renewed)
    }
    return measuresOf(prepared)
  }

  async gradients(phase: string): Promise<{ measures: Readonly<Record<string, number>>; gradients: Arrays }> {
    const prepared = await this.#compute(phase)
    return {
      measures: measuresOf(prepared),
      gradients: Object.fromEntries(
        prepared.trained.map(({ name, gradient }) => [name, floats(this.#memory, gradient).slice()]),
      ),
    }
  }

  async #prepareInference(inference: Inference): Promise<{ model: BoundModel; result: Float32Array }> {
    const compiled = await this.compiler.inference(inference, this.program.state)
    const result = new Float32Array(inference.output.reduce((a, b) => a * b, 1))
    return { model: await this.#load(compiled, inference.name, new Map([[RESULT, result]])), result }
  }

  async infer(name: string): Promise<Float32Array> {
    const inference = needed(
      this.program.inferences.find((one) => one.name === name),
      `The inference ${name}`,
    )
    const prepared = this.#inferences.get(name) ?? (await this.#prepareInference(inference))
    this.#inferences.set(name, prepared)
    try {
      await prepared.model.run()
    } catch (cause) {
      throw runtimeFailure(cause, `Computing the ${name} failed`)
    }
    return prepared.result.slice()
  }

  async snapshot(): Promise<Snapshot> {
    const copy = (place: Place) => floats(this.#memory, place).slice()
    return {
      state: Object.fromEntries([...this.#state].map(([name, place]) => [name, copy(place)])),
      optimisers: Object.fromEntries(
        [...this.#phases].map(([name, { trained, count }]) => [
          name,
          {
            updates: count,
            slots: Object.fromEntries(
              trained.flatMap((tensor) => tensor.slots.map((slot) => [slot.name, copy(slot.place)])),
            ),
          },
        ]),
      ),
    }
  }

  async restore(snapshot: Snapshot): Promise<void> {
    checkSnapshot(this.program, snapshot)
    this.#setState(snapshot.state)
    for (const [name, prepared] of this.#phases) {
      const { updates, slots } = needed(snapshot.optimisers[name], name)
      prepared.count = updates
      for (const slot of prepared.trained.flatMap((tensor) => tensor.slots)) {
        floats(this.#memory, slot.place).set(needed(slots[slot.name], slot.name))
      }
    }
  }

  dispose(): void {
    this.#crew?.dismiss()
    for (const { model } of [...this.#phases.values(), ...this.#inferences.values()]) model.release()
    this.#phases.clear()
    this.#inferences.clear()
  }
}

function measuresOf({ measures }: PreparedPhase): Readonly<Record<string, number>> {
  const values: Record<string, number> = {}
  for (const [name, value] of measures) values[name] = value[0] ?? Number.NaN
  return values
}
