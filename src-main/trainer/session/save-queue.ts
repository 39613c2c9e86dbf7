import { fromStoredFailure, type StudioError } from '@shared/contract/errors'
import type { SaveJob, SaveOutcome, Saver } from './saves'

/** Jobs that may be under way or wait; beyond them a step waits. More would hold more copies of the state than a disk that slow is worth. */
const MOST = 2

interface Entry {
  job: SaveJob
  readonly onSaved: (outcome: Extract<SaveOutcome, { type: 'saved' }>) => void
}

/** Why the queue stands still. */
export type SaveProblem =
  /** The disk refused the first job, which waits for `retry`. */
  | { readonly type: 'refused'; readonly failure: StudioError }
  | { readonly type: 'failed'; readonly failure: StudioError }

/** Saves that are done one after the other while the run goes on, in the order in which they were put in. */
export class SaveQueue {
  #entries: Entry[] = []
  #problem: SaveProblem | undefined
  #working: Promise<void> | undefined
  #wakes: (() => void)[] = []

  constructor(private readonly saver: Saver) {}

  /** Why nothing is saved any more; undefined while all is well. */
  get problem(): SaveProblem | undefined {
    return this.#problem
  }

  /** Puts a job in; `onSaved` is called once it is on the disk. Resolves when there is room for another, or there is a problem. */
  async add(job: SaveJob, onSaved: Entry['onSaved']): Promise<void> {
    this.#entries.push({ job, onSaved })
    this.#start()
    while (this.#entries.length > MOST && this.#problem === undefined) await this.#change()
  }

  /** Resolves when everything is saved, or there is a problem. */
  async settle(): Promise<void> {
    while (this.#entries.length > 0 && this.#problem === undefined) await this.#change()
  }

  /** Tries again what the disk refused. */
  retry(): void {
    if (this.#problem?.type !== 'refused') return
    this.#problem = undefined
    this.#start()
  }

  /** Gives up what waits. Resolves when the job in progress is over. */
  async drop(): Promise<void> {
    const [first] = this.#entries
    this.#entries = this.#working !== undefined && first !== undefined ? [first] : []
    await this.#working
    this.#entries = []
    this.#problem = undefined
  }

  /** Resolves after the next job, however it ended. */
  #change(): Promise<void> {
    return new Promise((wake) => this.#wakes.push(wake))
  }

  #start(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
    })
  }

  async #work(): Promise<void> {
    for (let entry = this.#entries[0]; entry !== undefined && this.#problem === undefined; entry = this.#entries[0]) {
      const outcome = await this.saver.save(entry.job)
      if (outcome.type === 'refused') entry.job = outcome.job
      if (outcome.type !== 'saved') this.#problem = { type: outcome.type, failure: fromStoredFailure(outcome.failure) }
      else {
        this.#entries.shift()
        entry.onSaved(outcome)
      }
      const wakes = this.#wakes
      this.#wakes = []
      for (const wake of wakes) wake()
    }
  }
}
