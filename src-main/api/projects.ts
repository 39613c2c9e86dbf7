import type { ImportSource } from '@shared/contract/datasets'
import { type ProjectExportEvent, type ProjectImportEvent, projectEnding } from '@shared/projects/travel'
import type { ImportsService } from '../importing/service'
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

/** Project files that the system hands to the studio, as sources; none where there is no window. */
export async function* givenProjects(
  { imports }: ProjectServices,
  files: ((signal?: AbortSignal) => AsyncIterable<string>) | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<ImportSource, void, void> {
  if (files === undefined) return
  for await (const file of files(signal)) yield imports.sources.add(file)
}
