import { StudioError } from '@shared/contract/errors'
import type { ChangedSetting, RunChange } from '@shared/runs/change'

/** What the session is wanted to do: `abandon` ends it without saving, because nobody listens any more. */
export type Wish = 'run' | 'pause' | 'stop' | 'abandon'

/** Changes that somebody waits for. */
export interface WantedChanges {
  readonly changes: readonly ChangedSetting[]
  /** To be called with what became of them. */
  readonly done: (made: RunChange[]) => void
  readonly refuse: (error: unknown) => void
}

/** How a run is steered from outside. Wishes take effect after the step in progress. */
export class Control {
  #wish: Wish = 'run'
  #waiting: (() => void)[] = []
  #changes: WantedChanges[] = []
  #closed = false

  get wish(): Wish {
    return this.#wish
  }

  /** A wish to stop or abandon is final, but for stop becoming abandon. */
  want(wish: Wish): void {
    if (this.#wish === 'abandon' || (this.#wish === 'stop' && wish !== 'abandon')) return
    this.#wish = wish
    this.#wakeAll()
  }

  /** Wants settings changed; resolves once they are. @throws StudioError `WRONG_STATE` where the run ends before, and what the change fails with */
  change(changes: readonly ChangedSetting[]): Promise<RunChange[]> {
    return new Promise((done, refuse) => {
      this.#changes.push({ changes, done, refuse })
      if (this.#closed) this.close()
      else this.#wakeAll()
    })
  }

  /** The changes that are wanted next, each handed out once. */
  nextChanges(): WantedChanges | undefined {
    return this.#changes.shift()
  }

  /** Refuses the changes that are still wanted, and all to come: the run has ended. */
  close(): void {
    this.#closed = true
    for (let wanted = this.nextChanges(); wanted !== undefined; wanted = this.nextChanges()) {
      wanted.refuse(
        new StudioError('WRONG_STATE', 'The run ended before it could be changed.', {
          safe: 'Nothing was changed.',
          next: 'Resume it, if it has steps left, and change it then.',
        }),
      )
    }
  }

  /** Answers with the wish once it is not `pause`, or with `change` as soon as changes are wanted. */
  async afterPause(): Promise<Exclude<Wish, 'pause'> | 'change'> {
    for (;;) {
      if (this.#wish !== 'pause') return this.#wish
      if (this.#changes.length > 0) return 'change'
      await new Promise<void>((wake) => this.#waiting.push(wake))
    }
  }

  #wakeAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}
