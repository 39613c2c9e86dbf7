import { existsSync } from 'node:fs'
import type { Project, ProjectCard } from '@shared/projects/project'
import type { OpenHome } from '../home/open'
import { freeId, slug } from '../slug'

/** The project that a first start begins with. */
const initial = { id: 'first', name: 'My first project' } as const

/** The projects of a studio home. */
export class ProjectsService {
  constructor(
    private readonly home: OpenHome,
    private readonly now: () => number = Date.now,
  ) {}

  /** Projects as cards, the one opened last first. */
  list(): ProjectCard[] {
    return this.home.store.projects.cards()
  }

  create(name: string): Project {
    return this.#add(slug(name, 'project'), name)
  }

  /** The project that runs go to when none is named: the oldest, made where there is none. */
  initial(): Project {
    const { projects } = this.home.store
    const [oldest] = projects.ids()
    return oldest === undefined ? this.#add(initial.id, initial.name) : projects.get(oldest)
  }

  #add(base: string, name: string): Project {
    const { paths, store } = this.home
    return store.transaction(() => {
      const ids = new Set(store.projects.everyId())
      // A folder without a project is what a damaged database left: its runs must not be written over.
      const id = freeId(base, (candidate) => ids.has(candidate) || existsSync(paths.project(candidate)))
      const at = this.now()
      return store.projects.add({ id, name, created: at, opened: at })
    })
  }

  /** @throws StudioError `UNKNOWN_PROJECT` */
  rename(id: string, name: string): Project {
    return this.home.store.projects.rename(id, name)
  }

  /** Notes that a project was opened. @throws StudioError `UNKNOWN_PROJECT` */
  open(id: string): Project {
    return this.home.store.projects.touch(id, this.now())
  }
}
