import { Queue } from '@shared/contract/queue'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import type { Supervisor } from './supervisor'

/** The name of the setting. */
const preference = 'runs-at-once'

/** The queue as a person sees it: its order, and how many runs train at the same time, which is kept. */
export class QueueService {
  #atOnce: number

  constructor(
    private readonly home: OpenHome,
    private readonly supervisor: Supervisor,
  ) {
    this.#atOnce = home.store.preferences.get(preference, Queue.shape.atOnce) ?? supervisor.limit
    supervisor.setLimit(this.#atOnce)
  }

  show(): Queue {
    const waiting =
      this.home.access === 'shared' ? this.home.store.runs.waiting().map(({ id }) => id) : this.supervisor.waiting()
    return { waiting, atOnce: this.#atOnce }
  }

  reorder(order: readonly string[]): Queue {
    this.#requireExclusive()
    this.supervisor.reorder(order)
    return this.show()
  }

  setAtOnce(atOnce: number): Queue {
    this.#requireExclusive()
    this.home.store.preferences.set(preference, atOnce)
    this.#atOnce = atOnce
    this.supervisor.setLimit(atOnce)
    return this.show()
  }

  #requireExclusive(): void {
    if (this.home.access === 'shared') throw busyError(this.home.paths)
  }
}
