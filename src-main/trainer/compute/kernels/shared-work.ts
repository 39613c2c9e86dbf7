import type { KernelCall } from './call'

/** Words of the control block that all threads of a crew share. */
export const WORD = {
  /** Changes when there is work; helpers sleep on it. */
  turn: 0,
  /** Number of the turn, and the part that is taken next: see `claimOf`. */
  claim: 1,
  /** Parts that are done in this turn; the calling thread sleeps on it. */
  done: 2,
  parts: 3,
  /** Where the work's calls begin in `numbers`. */
  work: 4,
  failed: 5,
} as const

/** The most parts of a work, and the part of a claim that nobody can take. */
export const MOST_PARTS = 65_000
export const CLOSED = 0xffff
/** A turn and a part in one word, so that a thread that comes late cannot take a part of another turn. */
export const claimOf = (turn: number, part: number): number => ((turn & 0x7fff) << 16) | part

/** Room in `numbers` for what changes from run to run, for each kernel: how many numbers, then the numbers. */
export const CHANGING = 16
const KERNELS = 16
/** Numbers that all works of a crew may have together: 2 MB. */
const CAPACITY = 2 ** 18

/** What the threads of a crew share beside the memory that the kernels work on. */
export class SharedWork {
  readonly control = new Int32Array(new SharedArrayBuffer(Object.keys(WORD).length * 4))
  readonly numbers = new Float64Array(new SharedArrayBuffer(CAPACITY * 8))
  #top = KERNELS * CHANGING

  constructor(readonly names: readonly string[]) {
    if (names.length > KERNELS) throw new RangeError(`there is room for ${KERNELS} kernels`)
  }

  /**
   * Writes parts down for the helpers: of each the number of its calls, of each call kernel, count and numbers.
   * @returns where they begin; undefined where there is no room
   */
  add(parts: readonly (readonly KernelCall[])[]): number | undefined {
    const flat = parts.flatMap((calls) => [
      calls.length,
      ...calls.flatMap(({ kernel, numbers }) => [this.names.indexOf(kernel), numbers.length, ...numbers]),
    ])
    if (this.#top + flat.length > CAPACITY || parts.length > MOST_PARTS) return undefined
    const begin = this.#top
    this.numbers.set(flat, begin)
    this.#top += flat.length
    return begin
  }

  /** Tells what takes the place of the last numbers of every call, by kernel. */
  change(changing: Readonly<Record<string, readonly number[]>>): void {
    for (let i = 0; i < this.names.length; i++) {
      const name = this.names[i] ?? ''
      const values = changing[name]
      const count = values?.length ?? 0
      if (count >= CHANGING) throw new RangeError(`${name} changes more than there is room for`)
      this.numbers[i * CHANGING] = count
      for (let k = 0; k < count; k++) this.numbers[i * CHANGING + 1 + k] = values?.[k] ?? 0
    }
  }
}

/** A helper's program: it sleeps on the turn, and does parts of the work as long as there are any. */
export const HELPER = `
const { parentPort, workerData } = require('node:worker_threads')
const { memory, modules, names, control, numbers } = workerData
const exported = Object.assign({}, ...modules.map((module) => new WebAssembly.Instance(module, { env: { memory } }).exports))
const works = new Map()
function read(begin, count) {
  const parts = []
  let at = begin
  for (let part = 0; part < count; part++) {
    const calls = []
    for (let left = numbers[at++]; left > 0; left--) {
      const [kernel, length] = [numbers[at], numbers[at + 1]]
      calls.push({ run: exported[names[kernel]], change: kernel * ${CHANGING}, list: Array.from(numbers.subarray(at + 2, at + 2 + length)) })
      at += 2 + length
    }
    parts.push(calls)
  }
  works.set(begin, parts)
  return parts
}
function help() {
  for (;;) {
    const claim = Atomics.load(control, ${WORD.claim})
    const [begin, count] = [control[${WORD.work}], control[${WORD.parts}]]
    const part = claim & ${CLOSED}
    if (part >= count) return
    if (Atomics.compareExchange(control, ${WORD.claim}, claim, claim + 1) !== claim) continue
    try {
      for (const { run, change, list } of (works.get(begin) ?? read(begin, count))[part]) {
        const changing = numbers[change]
        for (let i = 0; i < changing; i++) list[list.length - changing + i] = numbers[change + 1 + i]
        Reflect.apply(run, undefined, list)
      }
    } catch {
      Atomics.store(control, ${WORD.failed}, 1)
    }
    if (Atomics.add(control, ${WORD.done}, 1) + 1 === count) Atomics.notify(control, ${WORD.done})
  }
}
parentPort.postMessage('ready')
for (let turn = 0; ; ) {
  Atomics.wait(control, ${WORD.turn}, turn)
  turn = Atomics.load(control, ${WORD.turn})
  help()
}`
