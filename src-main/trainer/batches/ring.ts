/** Slots that are filled ahead: those of four steps of two updates. */
export const SLOTS = 8
/** The writer sleeps until so few are left, so that it wakes for several at once. */
const LOW = 4

/** Words of the shared memory by which the two threads of a ring agree. */
const FILLED = 0
const TAKEN = 1
const WAITED_FOR = 2
const CLOSED = 3
/** Bytes of that memory. */
export const RING_BYTES = 16

/** How many updates one side is ahead of the other; the counters may wrap. */
const ahead = (words: Int32Array): number => (Atomics.load(words, FILLED) - Atomics.load(words, TAKEN)) | 0

/**
 * The side of a ring of slots that fills them, on a thread of its own. Each side's counters are written by that side alone,
 * and atomics order what is written to the slots before them.
 */
export class RingWriter {
  readonly #words: Int32Array<SharedArrayBuffer>

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
  }

  /** Waits, blocking the thread, until a slot is free. Answers with its number, undefined once the ring is closed. */
  free(): number | undefined {
    for (;;) {
      if (Atomics.load(this.#words, CLOSED) !== 0) return undefined
      const taken = Atomics.load(this.#words, TAKEN)
      if (ahead(this.#words) < SLOTS) return (Atomics.load(this.#words, FILLED) >>> 0) % SLOTS
      Atomics.wait(this.#words, TAKEN, taken)
    }
  }

  /** Hands the slot over that `free` named. Answers whether the reader waits for it and is to be told. */
  filled(): boolean {
    Atomics.add(this.#words, FILLED, 1)
    return Atomics.exchange(this.#words, WAITED_FOR, 0) !== 0
  }
}

/** The side of a ring that takes filled slots. It never blocks. */
export class RingReader {
  readonly #words: Int32Array<SharedArrayBuffer>

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
  }

  /** The number of the next filled slot; undefined where none is, and the writer will then tell of the next one. */
  next(): number | undefined {
    if (ahead(this.#words) === 0) {
      Atomics.store(this.#words, WAITED_FOR, 1)
      // It may have been filled between the two.
      if (ahead(this.#words) === 0) return undefined
      Atomics.store(this.#words, WAITED_FOR, 0)
    }
    return (Atomics.load(this.#words, TAKEN) >>> 0) % SLOTS
  }

  /** Gives the slot back that `next` named. */
  taken(): void {
    Atomics.add(this.#words, TAKEN, 1)
    if (ahead(this.#words) <= LOW) Atomics.notify(this.#words, TAKEN)
  }

  /** Ends the writer's waiting for good. */
  close(): void {
    Atomics.store(this.#words, CLOSED, 1)
    // The writer waits on this counter: only a change of it wakes one that is about to wait.
    Atomics.add(this.#words, TAKEN, 1)
    Atomics.notify(this.#words, TAKEN)
  }
}
