import { z } from 'zod'
import { Project, ProjectCard } from '../projects/project'
import { procedure } from './base'
import { Id, Name } from './id'

/** Projects. `UNKNOWN_PROJECT` for an id that does not exist. */
export const projects = {
  list: procedure.output(z.array(ProjectCard)),
  create: procedure.input(z.object({ name: Name })).output(Project),
  rename: procedure.input(z.object({ id: Id, name: Name })).output(Project),
  /** Deletes a project with its runs; `IN_USE` while one of them is active. */
  remove: procedure.input(z.object({ id: Id })).output(z.void()),
  /** Notes that a project was opened, for "recent" order. */
  open: procedure.input(z.object({ id: Id })).output(Project),
}
