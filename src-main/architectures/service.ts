import { architectureProblems } from '@shared/architecture/analysis'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import type { Architecture, ArchitectureVersion } from '@shared/contract/architectures'
import { StudioError } from '@shared/contract/errors'
import { unknownName } from '../nearest'
import { freeId, slug } from '../slug'
import type { Store } from '../store/store'

/** The architectures that a person has kept. */
export class ArchitecturesService {
  constructor(
    private readonly store: Store,
    private readonly now: () => number = Date.now,
  ) {}

  /** Those of a project, the one changed last first. @throws StudioError `UNKNOWN_PROJECT` */
  list(project: string): Architecture[] {
    this.store.projects.get(project)
    return this.store.architectures.list(project)
  }

  /**
   * Keeps a new architecture (`id` null), or replaces the spec of one of the project's.
   * @throws StudioError `INVALID_CONFIG` with every problem, `UNKNOWN_PROJECT`, `UNKNOWN_ARCHITECTURE`
   */
  save({ project, id, spec }: { project: string; id: string | null; spec: ArchitectureSpec }): Architecture {
    const problems = architectureProblems(spec)
    if (problems.length > 0) {
      throw new StudioError('INVALID_CONFIG', `The architecture “${spec.name}” does not hold together`, {
        safe: 'What was saved before has not been changed.',
        next: 'Repair what is listed, then save again.',
        problems,
      })
    }
    return this.store.transaction(() => {
      const kept = this.list(project)
      const architecture = id === null ? this.#fresh(project, spec) : this.#existing(kept, id, spec)
      this.store.architectures.put(architecture)
      return architecture
    })
  }

  #fresh(project: string, spec: ArchitectureSpec): Architecture {
    const ids = new Set(this.store.architectures.ids())
    const at = this.now()
    return { id: freeId(slug(spec.name, 'architecture'), (id) => ids.has(id)), project, spec, created: at, updated: at }
  }

  #existing(kept: readonly Architecture[], id: string, spec: ArchitectureSpec): Architecture {
    const found = kept.find((architecture) => architecture.id === id)
    const ids = kept.map((architecture) => architecture.id)
    if (!found) throw unknownName('UNKNOWN_ARCHITECTURE', 'architecture', id, ids)
    return { ...found, spec, updated: this.now() }
  }

  /** @throws StudioError `UNKNOWN_ARCHITECTURE` */
  get(id: string): Architecture {
    return this.store.architectures.get(id)
  }

  has(id: string): boolean {
    return this.store.architectures.ids().includes(id)
  }

  /** Every state in which one was saved, the newest first. @throws StudioError `UNKNOWN_ARCHITECTURE` */
  versions(id: string): ArchitectureVersion[] {
    return this.store.architectures.versions(id)
  }

  /** One as it was saved under a number; the newest without one. @throws StudioError `UNKNOWN_ARCHITECTURE` */
  version(id: string, number?: number): ArchitectureSpec {
    if (number === undefined) return this.store.architectures.get(id).spec
    const spec = this.store.architectures.version(id, number)
    if (spec) return spec
    const numbers = this.versions(id).map((version) => `${version.number}`)
    throw unknownName('UNKNOWN_ARCHITECTURE', `version of “${id}”`, `${number}`, numbers)
  }

  /** @throws StudioError `UNKNOWN_ARCHITECTURE` */
  remove(id: string): void {
    this.store.architectures.remove(id)
  }
}
