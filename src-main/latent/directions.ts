import type { NamedDirection } from '@shared/latent/direction'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'

/** Directions of latent spaces that a person named, kept with the project. */
export class DirectionsService {
  constructor(
    private readonly home: OpenHome,
    private readonly now: () => number = Date.now,
  ) {}

  /** In the order in which they were kept. @throws StudioError `UNKNOWN_PROJECT` */
  list(project: string): NamedDirection[] {
    const { store } = this.home
    store.projects.get(project)
    return store.directions.list(project)
  }

  /** Keeps a direction; one of its name is replaced. Answers with all. @throws StudioError `UNKNOWN_PROJECT`, `STUDIO_BUSY` */
  keep(project: string, direction: NamedDirection): NamedDirection[] {
    this.#requireExclusive()
    const { store } = this.home
    return store.transaction(() => {
      store.projects.get(project)
      store.directions.put(project, direction, this.now())
      return store.directions.list(project)
    })
  }

  /** Forgets a direction; one that is not there is left at that. Answers with the others. @throws StudioError `UNKNOWN_PROJECT`, `STUDIO_BUSY` */
  drop(project: string, name: string): NamedDirection[] {
    this.#requireExclusive()
    this.home.store.projects.get(project)
    this.home.store.directions.remove(project, name)
    return this.list(project)
  }

  #requireExclusive(): void {
    if (this.home.access === 'shared') throw busyError(this.home.paths)
  }
}
