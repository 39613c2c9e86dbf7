import { type Shape, sizeOf } from '@shared/architecture/layer'
import { optimisers } from '@shared/optimisers/optimiser'
import type { Compiled } from '../compiler/compile'
import { type DeviceCompiler, MEASURES, nextOutput, numberInput, slotInput, toldInput } from '../compiler/device-graphs'
import { feedInput, gradientOutput, RESULT, stateInput } from '../compiler/names'
import { graphUpdate } from '../compiler/optimisers/update'
import type {
  Arrays,
  DeferredRuns,
  Executor,
  FeedArrays,
  FeedSpec,
  Inference,
  Phase,
  PhaseMeasures,
  Program,
  Snapshot,
} from '../engine'
import type { Device, DeviceModel, DeviceValue } from '../runtime/device'
import { providers } from '../runtime/providers'
import { deviceFailure } from './device-failures'
import { DeviceMeasures } from './device-measures'
import { DeviceState } from './device-state'
import { checkSnapshot, pickArray } from './snapshots'

const needed = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new RangeError(`${what} is unknown to this program`)
  return value
}

/** A tensor that crosses between JavaScript and the device. */
interface Exchanged {
  readonly values: Float32Array
  readonly value: DeviceValue
}

interface Feed {
  readonly values: Float32Array | Uint8Array
  readonly value: DeviceValue
}

interface Slot {
  /** `<slot>/<state name>`, as snapshots call it. */
  readonly name: string
  readonly key: string
  readonly shape: Shape
}

interface PhaseParts {
  readonly phase: Phase
  readonly slots: readonly Slot[]
  /** What its optimiser is told of an update. */
  readonly numbers: readonly Exchanged[]
  /** How often the optimiser has moved the weights. */
  count: number
}

/** A loaded model and what it writes into JavaScript's memory, by output name. */
interface Loaded {
  readonly model: DeviceModel
  readonly inputs: readonly string[]
  readonly results: ReadonlyMap<string, Exchanged>
  /** Keys of the state that it renews. */
  readonly renewed: readonly string[]
  readonly measures: readonly string[]
}

/** The shapes of all that stays on the device, by key. */
function residentShapes(program: Program, parts: Iterable<PhaseParts>): Map<string, Shape> {
  const state = program.state.map(({ name, shape }) => [stateInput(name), shape] as const)
  const slots = [...parts].flatMap((part) => part.slots.map(({ key, shape }) => [key, shape] as const))
  return new Map([...state, ...slots])
}

/**
 * A program on a device that ONNX Runtime reaches. Weights, running statistics and what optimisers keep stay there; a step
 * uploads its feeds. What it measured stays there as well, until it is asked for.
 */
export class GpuExecutor implements Executor {
  readonly feeds: Readonly<Record<string, FeedArrays>>
  readonly #feeds: ReadonlyMap<string, ReadonlyMap<string, Feed>>
  readonly #phases: ReadonlyMap<string, PhaseParts>
  readonly #models = new Map<string, Loaded>()
  #state: DeviceState | undefined
  #measures: DeviceMeasures | undefined
  readonly deferred: DeferredRuns = {
    run: async (phase, learningRate) => {
      await this.#update(phase, learningRate)
      await this.#guard('What was measured could not be read', () => this.#told().add(phase))
    },
    collect: () => this.#guard('What was measured could not be read', () => this.#told().collect()),
  }

  private constructor(
    private readonly program: Program,
    private readonly device: Device,
    private readonly compiler: DeviceCompiler,
  ) {
    this.#feeds = new Map(
      [...program.phases, ...program.inferences].map(({ name, feeds }) => [
        name,
        new Map(feeds.map((spec) => [spec.name, this.#feed(spec)])),
      ]),
    )
    this.feeds = Object.fromEntries(
      [...this.#feeds].map(([owner, feeds]) => [
        owner,
        Object.fromEntries([...feeds].map(([name, { values }]) => [name, values])),
      ]),
    )
    this.#phases = new Map(program.phases.map((phase) => [phase.name, this.#partsOf(phase)]))
  }

  /** Compiles all phases; inferences are compiled when they are first used. Takes the device over, and closes it at the end. */
  static async prepare(
    program: Program,
    state: Arrays,
    device: Device,
    compiler: DeviceCompiler,
    onPhase: (what: string) => void,
  ): Promise<GpuExecutor> {
    const executor = new GpuExecutor(program, device, compiler)
    try {
      onPhase('Moving the networks to the GPU')
      await executor.#guard('The networks could not be moved', () => executor.#place(state))
      const measures = new Map<string, readonly string[]>()
      for (const phase of program.phases) {
        onPhase(`Compiling the ${phase.name}’s update`)
        measures.set(phase.name, (await executor.#step(phase.name)).measures)
      }
      executor.#measures = await DeviceMeasures.allocate(device, measures)
      return executor
    } catch (cause) {
      executor.dispose()
      throw cause
    }
  }

  async #guard<T>(what: string, task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    } catch (cause) {
      throw deviceFailure(cause, providers[this.device.provider].title, what, this.program)
    }
  }

  #exchanged(shape: Shape): Exchanged {
    const values = new Float32Array(sizeOf(shape))
    return { values, value: this.device.host(values, shape) }
  }

  #feed({ shape, type }: FeedSpec): Feed {
    const values = type === 'uint8' ? new Uint8Array(sizeOf(shape)) : new Float32Array(sizeOf(shape))
    return { values, value: this.device.host(values, shape) }
  }

  #partsOf(phase: Phase): PhaseParts {
    const shapes = new Map(this.program.state.map(({ name, shape }) => [name, shape]))
    return {
      phase,
      slots: phase.trains.flatMap((weight) =>
        optimisers[phase.optimiser.type].slots.map((slot) => {
          const name = `${slot}/${weight}`
          return { name, key: slotInput(phase.name, name), shape: needed(shapes.get(weight), weight) }
        }),
      ),
      numbers: graphUpdate(phase.optimiser)
        .numbers(1, 1)
        .map(() => this.#exchanged([])),
      count: 0,
    }
  }

  async #place(state: Arrays): Promise<void> {
    const resident = await DeviceState.allocate(this.device, residentShapes(this.program, this.#phases.values()))
    this.#state = resident
    const weights = new Map(
      this.program.state.map(({ name, shape }) => [stateInput(name), pickArray(state, name, shape)]),
    )
    await resident.write((key, shape) => weights.get(key) ?? new Float32Array(sizeOf(shape)))
  }

  #resident(): DeviceState {
    return needed(this.#state, 'The state')
  }

  #told(): DeviceMeasures {
    return needed(this.#measures, 'The memory of measures')
  }

  /** Loads a model; what it writes and is not state is read back. */
  async #load(owner: string, compiled: Compiled): Promise<Loaded> {
    const resident = [...residentShapes(this.program, this.#phases.values()).keys(), toldInput(owner)]
    const keys = new Map(resident.map((key) => [nextOutput(key), key]))
    const results = compiled.outputs.filter(({ name }) => !keys.has(name))
    return {
      model: await this.#guard(`The ${owner} could not be prepared`, () => this.device.load(compiled.model)),
      inputs: compiled.inputs.map(({ name }) => name),
      results: new Map(results.map(({ name, shape }) => [name, this.#exchanged(shape)])),
      renewed: compiled.outputs.flatMap(({ name }) => keys.get(name) ?? []),
      measures: compiled.measures ?? [],
    }
  }

  async #model(key: string, load: () => Promise<Loaded>): Promise<Loaded> {
    const loaded = this.#models.get(key) ?? (await load())
    this.#models.set(key, loaded)
    return loaded
  }

  #step(name: string): Promise<Loaded> {
    const { phase } = this.#part(name)
    return this.#model(`step/${name}`, async () =>
      this.#load(name, await this.compiler.step(phase, this.program.state)),
    )
  }

  #part(phase: string): PhaseParts {
    return needed(this.#phases.get(phase), `The phase ${phase}`)
  }

  /** Where a model's inputs are: on the device, or in what is fed. */
  #inputs({ inputs }: Loaded, owner: string): Map<string, DeviceValue> {
    const state = this.#resident()
    const fed = new Map<string, DeviceValue>()
    for (const [name, { value }] of needed(this.#feeds.get(owner), owner)) fed.set(feedInput(name), value)
    for (const [i, { value }] of (this.#phases.get(owner)?.numbers ?? []).entries()) fed.set(numberInput(i), value)
    const told = toldInput(owner)
    if (inputs.includes(told)) fed.set(told, this.#told().state.current(told))
    return new Map(inputs.map((name) => [name, state.has(name) ? state.current(name) : needed(fed.get(name), name)]))
  }

  async #run(loaded: Loaded, owner: string, what: string): Promise<void> {
    const outputs = new Map([...loaded.results].map(([name, { value }]) => [name, value]))
    const renewed = loaded.renewed.map((key) => ({
      key,
      of: key === toldInput(owner) ? this.#told().state : this.#resident(),
    }))
    for (const { key, of } of renewed) outputs.set(nextOutput(key), of.next(key))
    await this.#guard(what, () => loaded.model.run(this.#inputs(loaded, owner), outputs))
    for (const { key, of } of renewed) of.advance([key])
  }

  async run(phase: string, learningRate?: number): Promise<PhaseMeasures> {
    await this.deferred.run(phase, learningRate)
    return this.#guard('What was measured could not be read', () => this.#told().last())
  }

  /** Gives the device an update, without a wait for it. */
  async #update(phase: string, learningRate: number | undefined): Promise<void> {
    const part = this.#part(phase)
    const step = await this.#step(phase)
    const { optimiser } = part.phase
    const numbers = graphUpdate(optimiser).numbers(learningRate ?? optimiser.learningRate, part.count + 1)
    for (const [i, number] of numbers.entries()) needed(part.numbers[i], `number ${i}`).values[0] = number
    await this.#run(step, phase, `The ${phase}’s update failed`)
    part.count++
  }

  async gradients(phase: string): Promise<{ measures: Readonly<Record<string, number>>; gradients: Arrays }> {
    const part = this.#part(phase)
    const loaded = await this.#model(`gradients/${phase}`, async () =>
      this.#load(phase, await this.compiler.gradients(part.phase, this.program.state)),
    )
    await this.#run(loaded, phase, `The ${phase}’s gradients could not be computed`)
    const gradients = part.phase.trains.map((name) => [name, resultOf(loaded, gradientOutput(name))])
    return { measures: measuresOf(loaded), gradients: Object.fromEntries(gradients) }
  }

  #inference(inference: Inference): Promise<Loaded> {
    return this.#model(`inference/${inference.name}`, async () =>
      this.#load(inference.name, await this.compiler.inference(inference, this.program.state)),
    )
  }

  async infer(name: string): Promise<Float32Array> {
    const inference = needed(
      this.program.inferences.find((one) => one.name === name),
      `The inference ${name}`,
    )
    const loaded = await this.#inference(inference)
    await this.#run(loaded, name, `Computing the ${name} failed`)
    return resultOf(loaded, RESULT)
  }

  async snapshot(): Promise<Snapshot> {
    const arrays = await this.#guard('The state could not be read', () => this.#resident().read())
    return {
      state: Object.fromEntries(this.program.state.map(({ name }) => [name, needed(arrays[stateInput(name)], name)])),
      optimisers: Object.fromEntries(
        [...this.#phases].map(([phase, { slots, count }]) => [
          phase,
          {
            updates: count,
            slots: Object.fromEntries(slots.map(({ name, key }) => [name, needed(arrays[key], name)])),
          },
        ]),
      ),
    }
  }

  async restore(snapshot: Snapshot): Promise<void> {
    checkSnapshot(this.program, snapshot)
    const arrays = new Map(
      this.program.state.map(({ name, shape }) => [stateInput(name), pickArray(snapshot.state, name, shape)]),
    )
    for (const [phase, { slots }] of this.#phases) {
      const saved = needed(snapshot.optimisers[phase], phase).slots
      for (const { name, key, shape } of slots) arrays.set(key, pickArray(saved, name, shape))
    }
    await this.#guard('The state could not be restored', () =>
      this.#resident().write((key) => needed(arrays.get(key), key)),
    )
    for (const [phase, part] of this.#phases) part.count = needed(snapshot.optimisers[phase], phase).updates
  }

  dispose(): void {
    const exchanged = [
      ...[...this.#feeds.values()].flatMap((feeds) => [...feeds.values()]),
      ...[...this.#phases.values()].flatMap(({ numbers }) => numbers),
    ]
    for (const { model, results } of this.#models.values()) {
      model.release()
      exchanged.push(...results.values())
    }
    this.#models.clear()
    this.#state?.release()
    this.#state = undefined
    this.#measures?.release()
    this.#measures = undefined
    this.device.free(exchanged.map(({ value }) => value))
    this.device.close()
  }
}

const resultOf = ({ results }: Loaded, name: string): Float32Array => needed(results.get(name), name).values.slice()

const measuresOf = (loaded: Loaded): Readonly<Record<string, number>> => {
  const values = needed(loaded.results.get(MEASURES), MEASURES).values
  return Object.fromEntries(loaded.measures.map((name, i) => [name, values[i] ?? Number.NaN]))
}
