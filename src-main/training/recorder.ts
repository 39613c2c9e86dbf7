import type { RunEvent, TrainerEvent } from '@shared/runs/events'
import type { LogEntry, Progress } from '@shared/runs/run'
import { type RunAction, reduceRunStatus } from '@shared/runs/status'
import type { Watchers } from '../runs/watchers'
import type { RunChange } from '../store/runs'
import type { Store } from '../store/store'

/** How far a run is that goes back to a step. */
export const progressAt = (progress: Progress, step: number, epoch: number): Progress => ({
  ...progress,
  step,
  epoch,
  imagesPerSecond: null,
  secondsLeft: null,
})

/** Writes what happens to one run into the store, each event in one transaction, and tells those who watch. */
export class Recorder {
  /** The step that was reached before the run was taken back; null until it is. */
  #reached: number | null = null

  constructor(
    readonly run: string,
    private readonly store: Store,
    private readonly watchers: Watchers,
    private readonly now: () => number,
  ) {}

  /** Keeps an event of the trainer. Nothing is told that was not kept. */
  record(event: TrainerEvent): void {
    const told = this.store.transaction(() => this.#keep(event))
    for (const happening of told) this.watchers.publish(happening)
  }

  /** Changes the run's status; false where its present state does not allow the action. */
  act(action: RunAction): boolean {
    const told = this.#follow(action)
    for (const happening of told) this.watchers.publish(happening)
    return told.length > 0
  }

  log(level: LogEntry['level'], message: string): void {
    const { step } = this.store.runs.summary(this.run).progress
    this.record({ type: 'log', entry: { at: this.now(), step, level, message } })
  }

  /**
   * Takes the run back to a step, which had completed `epoch` epochs: what was recorded after it is void, but for its changes,
   * which are made again.
   */
  rewind(step: number, epoch: number): void {
    const { progress } = this.store.runs.summary(this.run)
    this.#reached = Math.max(this.#reached ?? 0, progress.step)
    this.store.transaction(() => {
      this.store.rewind(this.run, step)
      this.store.runs.update(this.run, { progress: progressAt(progress, step, epoch) })
    })
    this.watchers.publish({ type: 'rewound', id: this.run, step })
    this.watchers.publish({ type: 'run', run: this.store.runs.summary(this.run) })
  }

  #keep(event: TrainerEvent): RunEvent[] {
    const { run: id, store } = this
    switch (event.type) {
      case 'steps':
        store.metrics.append(id, event.batch)
        return [{ type: 'steps', id, batch: event.batch }]
      case 'progress': {
        const { progress, trainingSeconds } = event
        store.clock.note(id, progress.step, trainingSeconds)
        return [{ type: 'run', run: store.runs.update(id, { progress, trainingSeconds }) }]
      }
      case 'epoch':
        store.epochs.put(id, event.epoch)
        return [{ type: 'epoch', id, epoch: event.epoch }]
      case 'sample':
        store.samples.put(id, event.sample)
        return [
          { type: 'sample', id, sample: event.sample },
          { type: 'run', run: store.runs.update(id, {}) },
        ]
      case 'checkpoint':
        store.checkpoints.put(id, event.checkpoint, event.removed)
        return [{ type: 'checkpoint', id, checkpoint: event.checkpoint, removed: event.removed }]
      case 'alert':
        store.alerts.put(id, event.alert)
        return [
          { type: 'alert', id, alert: event.alert },
          { type: 'run', run: store.runs.update(id, {}) },
        ]
      case 'changed':
        store.changes.put(id, event.change)
        return [{ type: 'changes', id, changes: store.changes.list(id) }]
      case 'robustness':
        store.robustness.put(id, event.result)
        return [{ type: 'robustness', id, result: event.result }]
      case 'log':
        store.log.append(id, event.entry)
        return [{ type: 'log', id, entry: event.entry }]
      case 'preparing':
        return this.#follow({ type: 'prepare', phase: event.phase })
      case 'started':
        return this.#begin(event)
      case 'paused':
        return this.#follow({ type: 'pause', failure: event.failure })
      case 'continued':
        return this.#follow({ type: 'continue' })
      case 'completed':
        return this.#follow({ type: 'complete' })
      case 'stopped':
        return this.#follow({ type: 'stop' })
      case 'failed':
        return this.#follow({ type: 'fail', failure: event.failure })
    }
  }

  /** Notes where the training goes on, and how far it had been. */
  #begin({ engine, progress }: TrainerEvent & { type: 'started' }): RunEvent[] {
    const { run: id, store } = this
    const told = this.#follow({ type: 'start' }, { engine, progress })
    if (told.length === 0) return []
    const start = { step: progress.step, reached: Math.max(this.#reached ?? 0, progress.step), engine, at: this.now() }
    this.#reached = null
    store.starts.put(id, start)
    return [{ type: 'begun', id, start }, ...told]
  }

  /** Empty where the run's present state does not allow the action. */
  #follow(action: RunAction, change: RunChange = {}): RunEvent[] {
    const status = reduceRunStatus(this.store.runs.summary(this.run).status, action)
    if (status === undefined) return []
    return [{ type: 'run', run: this.store.runs.update(this.run, { ...change, status }) }]
  }
}
