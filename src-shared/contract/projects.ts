import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Project, ProjectCard } from '../projects/project'
import { ProjectExportEvent, ProjectImportEvent } from '../projects/travel'
import { procedure } from './base'
import { ImportSource } from './datasets'
import { Id, Name } from './id'

/** Projects. `UNKNOWN_PROJECT` for an id that does not exist. */
export const projects = {
  list: procedure.output(z.array(ProjectCard)),
  create: procedure.input(z.object({ name: Name })).output(Project),
  rename: procedure.input(z.object({ id: Id, name: Name })).output(Project),
  /** Puts a project with its runs into the trash; `IN_USE` while one of them is active. */
  remove: procedure.input(z.object({ id: Id })).output(z.void()),
  /** Notes that a project was opened, for "recent" order. */
  open: procedure.input(z.object({ id: Id })).output(Project),
  /** Lets a person choose a file and writes a project to it, with `data` also the datasets that were imported. `IN_USE` while a run is active. */
  export: procedure.input(z.object({ id: Id, data: z.boolean() })).output(eventIterator(ProjectExportEvent)),
  /** Takes up a project from a file: a source that a person pointed at, or with null one that is chosen now. */
  import: procedure.input(z.object({ source: Id.nullable() })).output(eventIterator(ProjectImportEvent)),
  /** Project files that the system hands to the studio, by a double click for example, as they come. */
  given: procedure.output(eventIterator(ImportSource)),
}
