import type { EngineWish } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import { type ChangedSetting, configAt, isInForce } from '@shared/runs/change'
import type { RunSummary } from '@shared/runs/run'
import { allows, isActive, type RunAction, type RunStatus, reduceRunStatus } from '@shared/runs/status'
import type { WaitingRun } from '../store/runs'
import { RunSession, type TrainingTools } from './session'

/**
 * What becomes of the queue over a restart of the studio. `resume`: runs that wait go on waiting, those at work are saved and are the
 * first to go on. `hold`: what an earlier studio left waiting stays as it is, and this one takes only what it is told to.
 */
export type QueueMode = 'resume' | 'hold'

/** Limits of the supervision; times in milliseconds. */
export interface SupervisorLimits {
  /** Runs that train at the same time; the others wait in the order in which they were started. */
  readonly runs: number
  /** How long a trainer may take to save a checkpoint and end before it is ended. */
  readonly stopBudget: number
  readonly queue: QueueMode
}

export const defaultLimits: SupervisorLimits = { runs: 1, stopBudget: 30_000, queue: 'hold' }

/** Whether a run that was saved for the end of the studio has something left to do and can do it. */
const isUnfinished = ({ state }: RunStatus): boolean => state === 'stopped' || state === 'interrupted'

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
  #queue: readonly WaitingRun[] = []
  /** What an earlier studio left waiting and this one does not begin. */
  #held: readonly WaitingRun[] = []
  #runs: number
  /** Nothing begins before the studio is ready. */
  #ready = false
  readonly #sessions = new Map<string, RunSession>()
  #closing = false

  constructor(tools: TrainingTools, limits: SupervisorLimits = defaultLimits) {
    this.#tools = tools
    this.#limits = limits
    this.#runs = limits.runs
  }

  /**
   * Marks the runs that an earlier studio left at work as interrupted; those that waited go on waiting. To be called once, before
   * anything else.
   */
  recover(): void {
    const reason = 'The studio ended while it was at work'
    for (const run of this.#tools.store.runs.active()) {
      if (run.status.state !== 'queued') this.#change(run, { type: 'interrupt', reason })
    }
    const waiting = this.#tools.store.runs.waiting()
    if (this.#limits.queue === 'resume') this.#queue = waiting
    else this.#held = waiting
  }

  /** Begins what waits; from here on runs begin as soon as there is room. */
  begin(): void {
    this.#ready = true
    this.#next()
  }

  get limit(): number {
    return this.#runs
  }

  /** How many runs train at the same time. @param runs at least 1; runs at work go on, even where they are more */
  setLimit(runs: number): void {
    this.#runs = runs
    if (this.#ready) this.#next()
  }

  /** The runs that wait, in their order. */
  waiting(): string[] {
    return [...this.#held, ...this.#queue].map(({ id }) => id)
  }

  /** Puts the runs that wait into an order; those that it does not name come after them, as they were. */
  reorder(order: readonly string[]): void {
    const placed = (waiting: readonly WaitingRun[]): WaitingRun[] => {
      const first = order.flatMap((id) => waiting.filter((run) => run.id === id))
      return [...new Set([...first, ...waiting])]
    }
    this.#held = placed(this.#held)
    this.#queue = placed(this.#queue)
    this.#saveQueue()
  }

  /**
   * Puts a queued run at the end of the queue; it begins as soon as there is room.
   * @param engine what it is to be computed with instead of its own
   */
  enqueue(id: string, engine: EngineWish | null = null): void {
    this.#ready = true
    this.#held = this.#held.filter((run) => run.id !== id)
    this.#queue = [...this.#queue, { id, engine }]
    this.#saveQueue()
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
    if (this.#held.some((waiting) => waiting.id === id) && !this.#closing) {
      this.enqueue(id, engine)
      return this.#summary(id)
    }
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
      this.#queue = this.#queue.filter((waiting) => waiting.id !== id)
      this.#held = this.#held.filter((waiting) => waiting.id !== id)
      this.#change(run, { type: 'stop' })
      this.#saveQueue()
    }
    return this.#summary(id)
  }

  /** Whether the run waits or is at work. */
  isBusy(id: string): boolean {
    return this.#sessions.has(id) || this.#queue.some((run) => run.id === id)
  }

  /** Ends the processes at once; the runs are `interrupted`. */
  async abandon(reason: string): Promise<void> {
    this.#closing = true
    this.#emptyQueue()
    for (const session of this.#sessions.values()) session.end(reason)
    await this.#idle()
  }

  /**
   * Stops every run, each with a checkpoint, and takes no more. Where the queue is resumed, what was at work waits at its head and
   * what waited goes on waiting; else what waits is stopped.
   */
  async close(): Promise<void> {
    this.#closing = true
    const resumes = this.#limits.queue === 'resume'
    if (!resumes) this.#emptyQueue()
    const atWork = [...this.#sessions.keys()].filter((id) => !allows(this.#summary(id).status.state, 'continue'))
    for (const session of this.#sessions.values()) void session.stop(this.#limits.stopBudget)
    await this.#idle()
    if (!resumes) return
    const again = atWork.map((id) => this.#summary(id)).filter(({ status }) => isUnfinished(status))
    for (const run of again) this.#change(run, { type: 'resume' })
    this.#queue = [...again.map(({ id }) => ({ id, engine: null })), ...this.#queue]
    this.#saveQueue()
  }

  async #idle(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(({ done }) => done))
  }

  #emptyQueue(): void {
    const waiting = this.#queue
    this.#queue = []
    for (const { id } of waiting) this.#change(this.#summary(id), { type: 'stop' })
    if (waiting.length > 0) this.#saveQueue()
  }

  #next(): void {
    while (!this.#closing && this.#sessions.size < this.#runs) {
      const [first, ...others] = this.#queue
      if (first === undefined) return
      this.#queue = others
      this.#saveQueue()
      const { id, engine } = first
      const session = new RunSession(id, this.#tools, engine)
      this.#sessions.set(id, session)
      void session.done.then(() => {
        this.#sessions.delete(id)
        this.#next()
      })
    }
  }

  /** Keeps the order of what waits, and tells of the places that changed. */
  #saveQueue(): void {
    const { store, watchers } = this.#tools
    for (const id of store.runs.setWaiting([...this.#held, ...this.#queue])) {
      watchers.publish({ type: 'run', run: this.#summary(id) })
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
