import { z } from 'zod'
import { ArchitectureSpec } from '../architecture/spec'
import { procedure } from './base'
import { Id, Timestamp } from './id'

/** An architecture that a person has kept. */
export const Architecture = z.object({
  id: Id,
  project: Id,
  spec: ArchitectureSpec,
  created: Timestamp,
  updated: Timestamp,
})
export type Architecture = z.infer<typeof Architecture>

/** Architectures of a project. `INVALID_CONFIG` with every problem for a spec that does not hold together. */
export const architectures = {
  list: procedure.input(z.object({ project: Id })).output(z.array(Architecture)),
  save: procedure.input(z.object({ project: Id, id: Id.nullable(), spec: ArchitectureSpec })).output(Architecture),
  remove: procedure.input(z.object({ id: Id })).output(z.void()),
}
