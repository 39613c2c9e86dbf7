import type { RunEvent } from '@shared/runs/events'
import { conflate } from './mailbox'

/** Least time between two deliveries to one watcher, in ms: what happens meanwhile is conflated. */
export const deliveryPause = 100

interface Watcher {
  readonly wants: (event: RunEvent) => boolean
  pending: readonly RunEvent[]
  wake: () => void
}

/** Hands what happens to runs to everyone who watches, each at their own pace and without queues that grow. */
export class Watchers {
  readonly #watchers = new Set<Watcher>()
  readonly #listeners = new Set<(event: RunEvent) => void>()
  #closed = false

  /** @param pause least time between two deliveries to one watcher, in ms */
  constructor(readonly pause = deliveryPause) {}

  publish(event: RunEvent): void {
    for (const listen of this.#listeners) listen(event)
    for (const watcher of this.#watchers) {
      if (!watcher.wants(event)) continue
      watcher.pending = conflate(watcher.pending, event)
      watcher.wake()
    }
  }

  /** Calls a service at once for every event; answers with what ends it. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Ends every watch after what still waits has been delivered. */
  close(): void {
    this.#closed = true
    for (const watcher of this.#watchers) watcher.wake()
  }

  /**
   * The present state, then what happens. Ends when `signal` aborts or the studio closes.
   *
   * @param present called once the watch has begun, so that nothing is missed between the two
   * @param wants which events the watcher is interested in
   */
  async *watch(
    present: () => readonly RunEvent[],
    wants: (event: RunEvent) => boolean,
    signal?: AbortSignal,
  ): AsyncGenerator<RunEvent, void, void> {
    for await (const delivery of this.deliveries(present, wants, signal)) yield* delivery
  }

  /** The same, what waits at a time in one piece. The first piece is the present state, even where there is none. */
  async *deliveries(
    present: () => readonly RunEvent[],
    wants: (event: RunEvent) => boolean,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly RunEvent[], void, void> {
    const watcher: Watcher = { wants, pending: [], wake: () => undefined }
    const wake = () => watcher.wake()
    this.#watchers.add(watcher)
    signal?.addEventListener('abort', wake)
    try {
      yield present()
      await this.#rest(watcher, signal)
      while (!signal?.aborted) {
        if (watcher.pending.length === 0) {
          if (this.#closed) return
          await new Promise<void>((resolve) => {
            watcher.wake = resolve
          })
          continue
        }
        const delivery = watcher.pending
        watcher.pending = []
        yield delivery
        await this.#rest(watcher, signal)
      }
    } finally {
      this.#watchers.delete(watcher)
      signal?.removeEventListener('abort', wake)
    }
  }

  /** Waits for the pause to pass; an abort or the end of the studio cuts it short. */
  async #rest(watcher: Watcher, signal: AbortSignal | undefined): Promise<void> {
    if (this.pause <= 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.pause)
      watcher.wake = () => {
        if (!signal?.aborted && !this.#closed) return
        clearTimeout(timer)
        resolve()
      }
      watcher.wake()
    })
    watcher.wake = () => undefined
  }
}
