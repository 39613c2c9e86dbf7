import type { ProjectExportEvent, ProjectImportEvent } from '@shared/projects/travel'
import type { ImportsService } from '../importing/service'
import { projectEnding } from '../projects/bundle/format'
import type { ProjectTravel } from '../projects/travel'
import { type Dialogs, noDialogs } from './dialogs'

/** What choosing files for projects needs of the studio. */
export interface ProjectServices {
  readonly imports: ImportsService
  readonly travel: ProjectTravel
}

/** Lets a person choose a file, and writes a project to it. */
export async function* exportProjectByDialog(
  { travel }: ProjectServices,
  dialogs: Dialogs | undefined,
  { id, data }: { readonly id: string; readonly data: boolean },
  signal: AbortSignal | undefined,
): AsyncGenerator<ProjectExportEvent, void, void> {
  const target = await (dialogs ?? noDialogs).target(`${id}${projectEnding}`)
  if (target === null) yield { type: 'cancelled' }
  else yield* travel.export(id, target, data, signal)
}

/** Takes up a project from a source that a person pointed at, or with null from a file that they choose now. */
export async function* importProject(
  { imports, travel }: ProjectServices,
  dialogs: Dialogs | undefined,
  source: string | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<ProjectImportEvent, void, void> {
  const file = source === null ? await (dialogs ?? noDialogs).project() : imports.sources.path(source)
  if (file === null) yield { type: 'cancelled' }
  else yield* travel.import(file, signal)
}
