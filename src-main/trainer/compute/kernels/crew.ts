import { Worker } from 'node:worker_threads'
import { type Kernel, type KernelCall, type Kernels, kernelOf, kernelsOf } from './call'
import { CLOSED, claimOf, HELPER, SharedWork, WORD } from './shared-work'

/** Calls that are made again and again. */
export interface Work {
  /**
   * Makes all calls, those of a part in their order, and returns when all are done.
   * @param changing what takes the place of the last numbers of every call from now on, by kernel
   * @throws Error if a call failed
   */
  run(changing?: Readonly<Record<string, readonly number[]>>): void
}

/** Threads that run WebAssembly kernels on one memory. */
export interface Crew {
  /** How many share the work, the calling thread among them. */
  readonly size: number
  /** Makes calls once, in their order, on the calling thread. */
  make(calls: readonly KernelCall[]): void
  /** Prepares work whose parts may be done side by side, by whichever thread is free; `alone` leaves it to the calling thread. */
  prepare(parts: readonly (readonly KernelCall[])[], alone?: boolean): Work
  dismiss(): void
}

/** Looks at the parts that are done before the calling thread goes to sleep on them: about as long as waking up takes. */
const SPINS = 2_000
const PATIENCE_MS = 30_000

/** A call that is made again and again, with the numbers of the last time but for those that change. */
interface RepeatedCall {
  readonly call: Kernel
  readonly numbers: number[]
}

/** The calls of a work, made on the calling thread. */
class OwnParts {
  readonly #parts: readonly (readonly RepeatedCall[])[]
  readonly #byKernel = new Map<string, number[][]>()

  constructor(kernels: Kernels, parts: readonly (readonly KernelCall[])[]) {
    this.#parts = parts.map((calls) =>
      calls.map(({ kernel, numbers }) => {
        const list = [...numbers]
        const lists = this.#byKernel.get(kernel)
        if (lists === undefined) this.#byKernel.set(kernel, [list])
        else lists.push(list)
        return { call: kernelOf(kernels, kernel), numbers: list }
      }),
    )
  }

  get count(): number {
    return this.#parts.length
  }

  /** What takes the place of the last numbers of every call from now on, by kernel. */
  change(changing: Readonly<Record<string, readonly number[]>>): void {
    for (const [kernel, values] of Object.entries(changing)) {
      for (const list of this.#byKernel.get(kernel) ?? []) {
        const first = list.length - values.length
        for (let i = 0; i < values.length; i++) list[first + i] = values[i] ?? 0
      }
    }
  }

  run(part: number): void {
    for (const { call, numbers } of this.#parts[part] ?? []) call(numbers)
  }
}

function aloneWork(parts: OwnParts): Work {
  return {
    run(changing = {}) {
      parts.change(changing)
      for (let part = 0; part < parts.count; part++) parts.run(part)
    },
  }
}

/** A crew of the calling thread alone. */
export function soloCrew(memory: WebAssembly.Memory, modules: readonly WebAssembly.Module[]): Crew {
  const kernels = kernelsOf(modules, memory)
  return {
    size: 1,
    make: (calls) => aloneWork(new OwnParts(kernels, [calls])).run(),
    prepare: (parts) => aloneWork(new OwnParts(kernels, parts)),
    dismiss: () => undefined,
  }
}

/** Work of all threads: each takes the next part when it is free, so that nobody waits for one that is slow to wake up. */
class CommonWork implements Work {
  static #turn = 0

  constructor(
    private readonly shared: SharedWork,
    private readonly begin: number,
    private readonly own: OwnParts,
  ) {}

  #open(changing: Readonly<Record<string, readonly number[]>>): void {
    const { control } = this.shared
    const turn = CommonWork.#turn++
    // Closed first: whoever still looks for parts of the last turn must not find those of this one half written.
    Atomics.store(control, WORD.claim, claimOf(turn, CLOSED))
    this.shared.change(changing)
    control[WORD.work] = this.begin
    control[WORD.parts] = this.own.count
    Atomics.store(control, WORD.done, 0)
    Atomics.store(control, WORD.claim, claimOf(turn, 0))
    Atomics.add(control, WORD.turn, 1)
    Atomics.notify(control, WORD.turn)
  }

  #takePart(): number | undefined {
    const { control } = this.shared
    for (;;) {
      const claim = Atomics.load(control, WORD.claim)
      const part = claim & CLOSED
      if (part >= this.own.count) return undefined
      if (Atomics.compareExchange(control, WORD.claim, claim, claim + 1) === claim) return part
    }
  }

  #finish(): void {
    const { control } = this.shared
    const all = this.own.count
    for (let i = 0; i < SPINS; i++) if (Atomics.load(control, WORD.done) === all) break
    for (let done = Atomics.load(control, WORD.done); done !== all; done = Atomics.load(control, WORD.done)) {
      if (Atomics.wait(control, WORD.done, done, PATIENCE_MS) === 'timed-out') throw new Error('a helper hangs')
    }
    if (Atomics.load(control, WORD.failed) !== 0) throw new Error('a helper failed')
  }

  run(changing: Readonly<Record<string, readonly number[]>> = {}): void {
    this.#open(changing)
    this.own.change(changing)
    const failures: unknown[] = []
    for (let part = this.#takePart(); part !== undefined; part = this.#takePart()) {
      try {
        this.own.run(part)
      } catch (cause) {
        failures.push(cause)
      }
      Atomics.add(this.shared.control, WORD.done, 1)
    }
    this.#finish()
    if (failures.length > 0) throw failures[0]
  }
}

/** A thread that helps; resolves when it can. */
function startHelper(
  memory: WebAssembly.Memory,
  modules: readonly WebAssembly.Module[],
  { control, numbers, names }: SharedWork,
): { readonly worker: Worker; readonly ready: Promise<void> } {
  const worker = new Worker(HELPER, { eval: true, workerData: { memory, modules, names, control, numbers } })
  worker.unref()
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the helper ended')))
  })
  return { worker, ready }
}

/** A crew of so many threads on a shared memory; the calling thread alone where no other can be started. */
export async function startCrew(
  memory: WebAssembly.Memory,
  modules: readonly WebAssembly.Module[],
  threads: number,
): Promise<Crew> {
  const solo = soloCrew(memory, modules)
  if (threads < 2) return solo
  const kernels = kernelsOf(modules, memory)
  const shared = new SharedWork([...kernels.keys()])
  const helpers = Array.from({ length: threads - 1 }, () => startHelper(memory, modules, shared))
  const dismiss = () => {
    for (const { worker } of helpers) worker.terminate().catch(() => undefined)
  }
  try {
    await Promise.all(helpers.map(({ ready }) => ready))
  } catch {
    dismiss()
    return solo
  }
  return {
    size: threads,
    make: solo.make,
    prepare(parts, alone = false) {
      const own = new OwnParts(kernels, parts)
      const begin = alone || parts.length < 2 ? undefined : shared.add(parts)
      return begin === undefined ? aloneWork(own) : new CommonWork(shared, begin, own)
    },
    dismiss,
  }
}
