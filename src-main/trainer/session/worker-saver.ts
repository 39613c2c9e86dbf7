import { Worker } from 'node:worker_threads'
import { StudioError, toStoredFailure } from '@shared/contract/errors'
import { transfersOf } from './save-transfer'
import type { SaveJob, SaveOutcome, Saver } from './saves'

const threadLost = (details: string): SaveOutcome => ({
  type: 'failed',
  failure: toStoredFailure(
    new StudioError('UNEXPECTED', 'The thread that saves the run ended.', {
      safe: 'Everything up to the last checkpoint is saved.',
      next: 'Resume the run; it goes on from the last checkpoint.',
      details,
    }),
  ),
})

class WorkerSaver implements Saver {
  readonly #worker: Worker
  #lost: SaveOutcome | undefined
  #answer: ((outcome: SaveOutcome) => void) | undefined

  constructor(file: string) {
    this.#worker = new Worker(file)
    this.#worker.on('message', (outcome: SaveOutcome) => this.#settle(outcome))
    this.#worker.on('error', (error) => this.#lose(String(error)))
    this.#worker.on('exit', (code) => this.#lose(`exit code ${code}`))
  }

  save(job: SaveJob): Promise<SaveOutcome> {
    if (this.#lost !== undefined) return Promise.resolve(this.#lost)
    return new Promise((answer) => {
      this.#answer = answer
      this.#worker.postMessage(job, transfersOf(job))
    })
  }

  close(): void {
    void this.#worker.terminate()
  }

  #lose(details: string): void {
    this.#lost ??= threadLost(details)
    this.#settle(this.#lost)
  }

  #settle(outcome: SaveOutcome): void {
    const answer = this.#answer
    this.#answer = undefined
    answer?.(outcome)
  }
}

/**
 * A saver that works in a thread.
 * @param file the built thread, `out/main/saves.cjs`
 */
export const workerSaver = (file: string) => (): Saver => new WorkerSaver(file)
