import type { TrainerHost, TrainerProcess, TrainerPurpose } from './host'

/** How long the process stays when nobody uses it, in ms. */
const idleTime = 60_000

/** What has to be known of a process to start and end it. */
interface Mortal {
  readonly ended: Promise<unknown>
  kill(): void
}

/** A process that is started when it is needed, again after it died, and ended when it idles. */
export class OnDemand<P extends Mortal> {
  readonly #start: () => P
  #process: P | undefined
  #users = 0
  #idle: NodeJS.Timeout | undefined
  #closed = false

  constructor(start: () => P) {
    this.#start = start
  }

  /** The process if it is alive. */
  get current(): P | undefined {
    return this.#process
  }

  /** Does something with the process. */
  async use<T>(work: (process: P) => Promise<T>): Promise<T> {
    const release = this.hold()
    try {
      return await work(this.#running())
    } finally {
      release()
    }
  }

  /** Keeps the process from ending for lack of use; answers with what lets go. */
  hold(): () => void {
    this.#users++
    clearTimeout(this.#idle)
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#users--
      if (this.#users > 0) return
      this.#idle = setTimeout(() => this.#process?.kill(), idleTime)
      this.#idle.unref()
    }
  }

  /** Ends the process for good. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#idle)
    const process = this.#process
    process?.kill()
    await process?.ended
  }

  #running(): P {
    if (this.#closed) throw new Error('the studio is closing')
    if (this.#process !== undefined) return this.#process
    const process = this.#start()
    this.#process = process
    void process.ended.then(() => {
      if (this.#process === process) this.#process = undefined
    })
    return process
  }
}

/** A trainer process for everything but training. */
export class OnDemandProcess<Frames> extends OnDemand<TrainerProcess<Frames>> {
  /** @param purpose what process lists show it as */
  constructor(host: TrainerHost<Frames>, purpose: TrainerPurpose) {
    super(() => host.start(purpose))
  }
}
