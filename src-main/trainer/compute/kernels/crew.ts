import { Worker } from 'node:worker_threads'
import { type KernelCall, kernelsOf, makeCalls } from './call'

/** Threads that run WebAssembly kernels on one memory. */
export interface Crew {
  /** How many share the work, the calling thread among them. */
  readonly size: number
  /**
   * Makes each list of calls in order, the lists side by side, and returns when all are done. At most `size` lists.
   * @throws Error if a thread failed
   */
  run(shares: readonly (readonly KernelCall[])[]): void
  dismiss(): void
}

/** Words of the control block that a helper and the calling thread share. */
const TURN = 0
const DONE = 1
const LENGTH = 2
const FAILED = 3
const CONTROL_WORDS = 4
/** Room for the calls of one turn, in numbers. What does not fit is done by the calling thread. */
const CAPACITY = 65_536
/** Looks at a helper's word before the calling thread goes to sleep on it: about as long as waking up takes. */
const SPINS = 2_000
const PATIENCE_MS = 30_000

/** A helper's program. It sleeps on TURN, makes the calls in `numbers` as [kernel, count, …numbers], and sets DONE. */
const HELPER = `
const { parentPort, workerData } = require('node:worker_threads')
const { memory, modules, names, control, numbers } = workerData
const exported = Object.assign({}, ...modules.map((module) => new WebAssembly.Instance(module, { env: { memory } }).exports))
const kernels = names.map((name) => exported[name])
parentPort.postMessage('ready')
for (let turn = 0; ; ) {
  Atomics.wait(control, ${TURN}, turn)
  turn = Atomics.load(control, ${TURN})
  try {
    for (let at = 0; at < control[${LENGTH}]; at += 2 + numbers[at + 1]) {
      kernels[numbers[at]](...numbers.subarray(at + 2, at + 2 + numbers[at + 1]))
    }
  } catch {
    Atomics.store(control, ${FAILED}, 1)
  }
  Atomics.store(control, ${DONE}, turn)
  Atomics.notify(control, ${DONE})
}`

class Helper {
  readonly #worker: Worker
  readonly #control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4))
  readonly #numbers = new Float64Array(new SharedArrayBuffer(CAPACITY * 8))
  readonly #names: readonly string[]
  #turn = 0

  constructor(memory: WebAssembly.Memory, modules: readonly WebAssembly.Module[], names: readonly string[]) {
    this.#names = names
    const data = { memory, modules, names, control: this.#control, numbers: this.#numbers }
    this.#worker = new Worker(HELPER, { eval: true, workerData: data })
    this.#worker.unref()
  }

  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker.once('message', () => resolve())
      this.#worker.once('error', reject)
      this.#worker.once('exit', () => reject(new Error('the helper ended')))
    })
  }

  /** Starts calls; returns those that did not fit. */
  start(calls: readonly KernelCall[]): readonly KernelCall[] {
    let at = 0
    let taken = 0
    for (const { kernel, numbers } of calls) {
      if (at + 2 + numbers.length > CAPACITY) break
      this.#numbers[at++] = this.#names.indexOf(kernel)
      this.#numbers[at++] = numbers.length
      this.#numbers.set(numbers, at)
      at += numbers.length
      taken++
    }
    this.#control[LENGTH] = at
    this.#turn = (this.#turn + 1) | 0
    Atomics.store(this.#control, TURN, this.#turn)
    Atomics.notify(this.#control, TURN)
    return calls.slice(taken)
  }

  finish(): void {
    for (let i = 0; i < SPINS; i++) if (Atomics.load(this.#control, DONE) === this.#turn) break
    for (let done = Atomics.load(this.#control, DONE); done !== this.#turn; ) {
      if (Atomics.wait(this.#control, DONE, done, PATIENCE_MS) === 'timed-out') throw new Error('a helper hangs')
      done = Atomics.load(this.#control, DONE)
    }
    if (Atomics.load(this.#control, FAILED) !== 0) throw new Error('a helper failed')
  }

  dismiss(): void {
    this.#worker.terminate().catch(() => undefined)
  }
}

/** A crew of the calling thread alone. */
export function soloCrew(memory: WebAssembly.Memory, modules: readonly WebAssembly.Module[]): Crew {
  const kernels = kernelsOf(modules, memory)
  return {
    size: 1,
    run: (shares) => {
      for (const calls of shares) makeCalls(kernels, calls)
    },
    dismiss: () => undefined,
  }
}

/** A crew of so many threads on a shared memory; the calling thread alone where no other can be started. */
export async function startCrew(
  memory: WebAssembly.Memory,
  modules: readonly WebAssembly.Module[],
  threads: number,
): Promise<Crew> {
  const solo = soloCrew(memory, modules)
  if (threads < 2) return solo
  const names = Object.keys(kernelsOf(modules, memory))
  const helpers = Array.from({ length: threads - 1 }, () => new Helper(memory, modules, names))
  const dismiss = () => {
    for (const helper of helpers) helper.dismiss()
  }
  try {
    await Promise.all(helpers.map((helper) => helper.ready()))
  } catch {
    dismiss()
    return solo
  }
  return {
    size: threads,
    run([own = [], ...others]) {
      const busy = others.flatMap((calls, i) =>
        calls.length > 0 && helpers[i] !== undefined ? [{ calls, helper: helpers[i] }] : [],
      )
      const left = busy.map(({ calls, helper }) => helper.start(calls))
      solo.run([own, ...left])
      for (const { helper } of busy) helper.finish()
    },
    dismiss,
  }
}
