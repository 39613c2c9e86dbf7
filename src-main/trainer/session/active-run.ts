import { StudioError, toStoredFailure } from '@shared/contract/errors'
import type { TrainRequest } from '@shared/contract/trainer'
import type { ChangedSetting, RunChange } from '@shared/runs/change'
import type { TrainerEvent } from '@shared/runs/events'
import { Control } from './control'
import { EventQueue } from './event-queue'
import { type SessionTools, trainRun } from './run'

/** The run in progress, of which there is at most one. */
export class ActiveRun {
  readonly #tools: SessionTools
  #current: { readonly run: string; readonly control: Control; readonly fail: (error: unknown) => void } | undefined

  constructor(tools: SessionTools) {
    this.#tools = tools
  }

  /**
   * Starts a run; its events end with `completed`, `stopped` or `failed`. When `signal` aborts, nobody listens any more: the
   * run ends after the step in progress and saves nothing.
   * @throws StudioError `IN_USE` while another run is in progress
   */
  start(request: TrainRequest, signal?: AbortSignal): AsyncGenerator<TrainerEvent, void, void> {
    if (this.#current) {
      throw new StudioError('IN_USE', `The trainer is at work on the run “${this.#current.run}”.`, {
        safe: 'That run goes on.',
        next: 'Wait until it has ended, or stop it.',
      })
    }
    const control = new Control()
    const queue = new EventQueue()
    let over = false
    const emit = (event: TrainerEvent) => {
      if (!over) queue.push(event)
    }
    const fail = (error: unknown) => {
      emit({ type: 'failed', failure: toStoredFailure(error) })
      over = true
      queue.end()
      control.want('abandon')
    }
    const current = { run: request.run, control, fail }
    this.#current = current
    const abandon = () => control.want('abandon')
    signal?.addEventListener('abort', abandon, { once: true })
    if (signal?.aborted) abandon()
    trainRun(request, this.#tools, control, emit)
      .catch(fail)
      .finally(() => {
        control.close()
        signal?.removeEventListener('abort', abandon)
        if (this.#current === current) this.#current = undefined
        queue.end()
      })
    return queue.read()
  }

  /** Steers the run in progress. @throws StudioError `WRONG_STATE` if there is none */
  want(wish: 'run' | 'pause' | 'stop'): void {
    this.#require().control.want(wish)
  }

  /** Changes settings of the run in progress. @throws StudioError `WRONG_STATE` if there is none, or it ends before */
  async change(changes: readonly ChangedSetting[]): Promise<RunChange[]> {
    return this.#require().control.change(changes)
  }

  #require(): { readonly control: Control } {
    if (this.#current) return this.#current
    throw new StudioError('WRONG_STATE', 'No run is in progress.', {
      safe: 'Nothing was changed.',
      next: 'Start or resume a run first.',
    })
  }

  /** Ends the run in progress, if there is one, as failed with an error that came from outside of its calls. */
  fail(error: unknown): void {
    this.#current?.fail(error)
  }
}
