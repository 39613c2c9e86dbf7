import { performance } from 'node:perf_hooks'
import { check, type Environment, LOG_ERRORS, onThread, openEnvironment, pointerOf } from './environment'
import type { Pointer } from './ort-api'
import type { Bindings, Bound, BoundModel, LoadOptions, Runtime } from './runtime'
import { throughFile } from './through-file'

/** GraphOptimizationLevel. */
const OPTIMISE_NOTHING = 0
const OPTIMISE_ALL = 99
/** Milliseconds. Handing a shorter run to another thread and back costs more than the wait that it spares. */
const SHORT_RUN = 15
/** Codes of ONNXTensorElementDataType. */
const elementCode = (values: Bound['values']): number =>
  values instanceof Float32Array ? 1 : values instanceof Uint8Array ? 2 : 6

interface SessionWishes extends LoadOptions {
  /** Where the optimised model is written. */
  readonly keep?: string
}

async function createSession(
  { api, env, threads }: Environment,
  model: Uint8Array,
  { optimised = false, frugal = false, profile, keep }: SessionWishes,
): Promise<Pointer> {
  const options = pointerOf(api, (out) => api.createSessionOptions(out))
  try {
    check(api, api.setIntraOpNumThreads(options, threads))
    check(api, api.setSessionGraphOptimizationLevel(options, optimised ? OPTIMISE_NOTHING : OPTIMISE_ALL))
    // A pattern is one piece of memory for all of a run, beside the pieces of the first run, which stay: half as much again.
    if (frugal) check(api, api.disableMemPattern(options))
    if (profile !== undefined) check(api, api.enableProfiling(options, profile))
    if (keep !== undefined) check(api, api.setOptimizedModelFilePath(options, keep))
    check(api, api.setSessionLogSeverityLevel(options, LOG_ERRORS))
    // An idle pool thread that spins would take the core that JavaScript needs between two runs.
    check(api, api.addSessionConfigEntry(options, 'session.force_spinning_stop', '1'))
    check(api, api.addSessionConfigEntry(options, 'session.use_env_allocators', '1'))
    const out = new BigUint64Array(1)
    await onThread(api, (done) => api.createSessionFromArray.async(env, model, model.byteLength, options, out, done))
    return out[0] ?? null
  } finally {
    api.releaseSessionOptions(options)
  }
}

/** A session whose inputs and outputs are views of memory that JavaScript owns. */
class BoundSession implements BoundModel {
  readonly #tensors: { readonly value: Pointer; readonly values: Bound['values']; readonly bytes: number }[] = []
  #binding: Pointer = null
  #running = false
  /** Milliseconds that the last run took. */
  #duration = Number.POSITIVE_INFINITY

  constructor(
    private readonly environment: Environment,
    private session: Pointer,
    inputs: Bindings,
    outputs: Bindings,
  ) {
    const { api } = environment
    this.#binding = pointerOf(api, (out) => api.createIoBinding(session, out))
    for (const [name, bound] of Object.entries(inputs)) {
      check(api, api.bindInput(this.#binding, name, this.#tensor(bound)))
    }
    for (const [name, bound] of Object.entries(outputs)) {
      check(api, api.bindOutput(this.#binding, name, this.#tensor(bound)))
    }
  }

  #tensor({ values, shape }: Bound): Pointer {
    const { api, koffi, memory } = this.environment
    const sizes = BigInt64Array.from(shape, BigInt)
    const value = pointerOf(api, (out) =>
      api.createTensorWithData(
        memory,
        koffi.address(values),
        values.byteLength,
        sizes,
        sizes.length,
        elementCode(values),
        out,
      ),
    )
    this.#tensors.push({ value, values, bytes: values.byteLength })
    return value
  }

  async run(): Promise<void> {
    if (this.#binding === null || this.#running) throw new Error(this.#running ? 'the model is running' : 'released')
    if (this.#tensors.some(({ values, bytes }) => values.byteLength !== bytes)) {
      throw new Error('memory of a tensor was detached')
    }
    this.#running = true
    const { api } = this.environment
    try {
      const begun = performance.now()
      if (this.#duration < SHORT_RUN) check(api, api.runWithBinding(this.session, null, this.#binding))
      else await onThread(api, (done) => api.runWithBinding.async(this.session, null, this.#binding, done))
      this.#duration = performance.now() - begun
    } finally {
      this.#running = false
    }
  }

  release(): void {
    if (this.#running) throw new Error('the model is running')
    const { api } = this.environment
    if (this.#binding !== null) api.releaseIoBinding(this.#binding)
    for (const { value } of this.#tensors.splice(0)) api.releaseValue(value)
    if (this.session !== null) api.releaseSession(this.session)
    this.#binding = null
    this.session = null
  }
}

/**
 * ONNX Runtime's C API through koffi: models read and write memory that JavaScript owns, with no copies and no
 * allocation in a run. Throws where koffi or the library cannot be loaded.
 */
export async function openCApi(threads: number): Promise<Runtime> {
  const opened = await openEnvironment(threads)
  return {
    title: 'C API with bound memory',
    version: opened.api.version,
    threads: opened.threads,
    async load(model, inputs, outputs, options = {}) {
      const session = await createSession(opened, model, options)
      try {
        return new BoundSession(opened, session, inputs, outputs)
      } catch (cause) {
        opened.api.releaseSession(session)
        throw cause
      }
    },
    optimise: (model) =>
      throughFile(async (keep) => opened.api.releaseSession(await createSession(opened, model, { keep }))),
  }
}
