import type { EngineWish } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import { type ChangedSetting, configAt, isInForce } from '@shared/runs/change'
import type { RunSummary } from '@shared/runs/run'
import { allows, isActive, type RunAction, reduceRunStatus } from '@shared/runs/status'
import { RunSession, type TrainingTools } from './session'

/** Limits of the supervision; times in milliseconds. */
export interface SupervisorLimits {
  /** Runs that train at the same time; the others wait in the order in which they were started. */
  readonly runs: number
  /** How long a trainer may take to save a checkpoint and end before it is ended. */
  readonly stopBudget: number
}

export const defaultLimits: SupervisorLimits = { runs: 1, stopBudget: 30_000 }

const verbs = { pause: 'paused', resume: 'resumed', stop: 'stopped', change: 'changed' } as const

function wrongState({ name, status }: RunSummary, verb: keyof typeof verbs): StudioError {
  return new StudioError('WRONG_STATE', `The run “${name}” is ${status.state}: it cannot be ${verbs[verb]}`, {
    safe: 'Nothing was changed.',
    next: isActive(status.state) ? 'Wait for it, or stop it.' : 'Choose another run, or start a new one.',
  })
}

const wrongEngine = ({ name }: RunSummary): StudioError =>
  new StudioError('WRONG_STATE', `The run “${name}” is paused on its engine: it cannot move to another`, {
    safe: 'Nothing was changed.',
    next: 'Stop it, then resume it on the other engine.',
  })

/** Starts, watches over and ends the training of runs: one trainer process for each run that is at work. */
export class Supervisor {
  readonly #tools: TrainingTools
  readonly #limits: SupervisorLimits
  #queue: string[] = []
  /** What resumes of waiting runs ask to be computed with. */
  readonly #asked = new Map<string, EngineWish>()
  readonly #sessions = new Map<string, RunSession>()
  #closing = false

  constructor(tools: TrainingTools, limits: SupervisorLimits = defaultLimits) {
    this.#tools = tools
    this.#limits = limits
  }

  /** Marks the runs that an earlier studio left active as interrupted. To be called once, before anything else. */
  recover(): void {
    for (const run of this.#tools.store.runs.active()) {
      const reason =
        run.status.state === 'queued' ? 'The studio ended before it began' : 'The studio ended while it was at work'
      this.#change(run, { type: 'interrupt', reason })
    }
  }

  /**
   * Puts a queued run at the end of the queue; it begins as soon as there is room.
   * @param engine what it is to be computed with instead of its own
   */
  enqueue(id: string, engine?: EngineWish): void {
    if (engine !== undefined) this.#asked.set(id, engine)
    this.#queue.push(id)
    this.#next()
  }

  /** @throws StudioError `UNKNOWN_RUN`, `WRONG_STATE` */
  async pause(id: string): Promise<RunSummary> {
    const run = this.#summary(id)
    const session = this.#sessions.get(id)
    if (session === undefined || !allows(run.status.state, 'pause')) throw wrongState(run, 'pause')
    await session.pause()
    return this.#summary(id)
  }

  /**
   * Goes on with a paused run, or puts one that has ended early into the queue again.
   * @param engine what it is to be computed with from here on, only for one that has ended early
   * @throws StudioError `UNKNOWN_RUN`, `WRONG_STATE`
   */
  async resume(id: string, engine?: EngineWish): Promise<RunSummary> {
    // A run that has just ended still has its process for a moment.
    if (allows(this.#summary(id).status.state, 'resume')) await this.#sessions.get(id)?.done
    const run = this.#summary(id)
    const session = this.#sessions.get(id)
    if (session !== undefined && (session.stuck || allows(run.status.state, 'continue'))) {
      if (engine !== undefined) throw wrongEngine(run)
      await session.continue()
      return this.#summary(id)
    }
    if (session !== undefined || this.#closing || !allows(run.status.state, 'resume')) throw wrongState(run, 'resume')
    this.#change(run, { type: 'resume' })
    this.enqueue(id, engine)
    return this.#summary(id)
  }

  /**
   * Changes settings of a run that is at work, after the step in progress, or of one that waits or has ended early, from its last
   * checkpoint on. What is as wanted already is no change.
   * @throws StudioError `UNKNOWN_RUN`, `WRONG_STATE`
   */
  async change(id: string, changes: readonly ChangedSetting[]): Promise<void> {
    const run = this.#summary(id)
    const { state } = run.status
    if (!isActive(state) && !allows(state, 'resume')) throw wrongState(run, 'change')
    if (!isActive(state)) await this.#sessions.get(id)?.done
    const session = this.#sessions.get(id)
    if (session !== undefined) return session.change(changes)
    const { store, watchers, now } = this.#tools
    const kept = store.changes.list(id)
    const step = store.checkpoints.latest(id)?.step ?? 0
    const { config } = store.runs.get(id)
    const made = changes.filter((change) => {
      const replaces = kept.some((one) => one.step >= step && one.change.setting === change.setting)
      return replaces || !isInForce(configAt(config, kept, step), change)
    })
    if (made.length === 0) return
    store.transaction(() => {
      for (const change of made) store.changes.put(id, { step, change, at: now() })
    })
    watchers.publish({ type: 'changes', id, changes: store.changes.list(id) })
  }

  /**
   * Ends a run after a checkpoint, or takes it from the queue. Answers when it has ended.
   * @throws StudioError `UNKNOWN_RUN`, `WRONG_STATE`
   */
  async stop(id: string): Promise<RunSummary> {
    const run = this.#summary(id)
    const session = this.#sessions.get(id)
    if (session !== undefined) await session.stop(this.#limits.stopBudget)
    else {
      if (!allows(run.status.state, 'stop')) throw wrongState(run, 'stop')
      this.#queue = this.#queue.filter((waiting) => waiting !== id)
      this.#asked.delete(id)
      this.#change(run, { type: 'stop' })
    }
    return this.#summary(id)
  }

  /** Whether the run waits or is at work. */
  isBusy(id: string): boolean {
    return this.#sessions.has(id) || this.#queue.includes(id)
  }

  /** Ends the processes at once; the runs are `interrupted`. */
  async abandon(reason: string): Promise<void> {
    this.#closing = true
    this.#emptyQueue()
    for (const session of this.#sessions.values()) session.end(reason)
    await this.#idle()
  }

  /** Stops every run, each with a checkpoint, and takes no more. */
  async close(): Promise<void> {
    this.#closing = true
    this.#emptyQueue()
    for (const session of this.#sessions.values()) void session.stop(this.#limits.stopBudget)
    await this.#idle()
  }

  async #idle(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(({ done }) => done))
  }

  #emptyQueue(): void {
    const waiting = this.#queue
    this.#queue = []
    for (const id of waiting) this.#change(this.#summary(id), { type: 'stop' })
  }

  #next(): void {
    while (!this.#closing && this.#sessions.size < this.#limits.runs) {
      const id = this.#queue.shift()
      if (id === undefined) return
      const session = new RunSession(id, this.#tools, this.#asked.get(id))
      this.#asked.delete(id)
      this.#sessions.set(id, session)
      void session.done.then(() => {
        this.#sessions.delete(id)
        this.#next()
      })
    }
  }

  #summary(id: string): RunSummary {
    return this.#tools.store.runs.summary(id)
  }

  #change({ id, status }: RunSummary, action: RunAction): void {
    const next = reduceRunStatus(status, action)
    if (next === undefined) return
    this.#tools.watchers.publish({ type: 'run', run: this.#tools.store.runs.update(id, { status: next }) })
  }
}
