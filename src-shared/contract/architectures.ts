import { z } from 'zod'
import { ArchitectureFormat } from '../architecture/export/formats'
import { ArchitectureSpec, NetworkRole } from '../architecture/spec'
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

/** A state in which an architecture was saved; numbers count from 1. */
export const ArchitectureVersion = z.object({
  number: z.int().positive(),
  at: Timestamp,
  /** Layers of all its networks. */
  layers: z.int().nonnegative(),
})
export type ArchitectureVersion = z.infer<typeof ArchitectureVersion>

/** Architectures of a project. `INVALID_CONFIG` with every problem for a spec that does not hold together. */
export const architectures = {
  list: procedure.input(z.object({ project: Id })).output(z.array(Architecture)),
  save: procedure.input(z.object({ project: Id, id: Id.nullable(), spec: ArchitectureSpec })).output(Architecture),
  /** Every state in which one was saved, the newest first. `UNKNOWN_ARCHITECTURE`. */
  versions: procedure.input(z.object({ id: Id })).output(z.array(ArchitectureVersion)),
  /** The architecture as it was saved then. `UNKNOWN_ARCHITECTURE` also for a number that it does not have. */
  version: procedure.input(z.object({ id: Id, number: z.int().positive() })).output(ArchitectureSpec),
  /**
   * Lets a person choose where to and writes it in another form; null where the dialog was cancelled. `role` is the only network to
   * write, for formats of one network a file.
   */
  export: procedure
    .input(z.object({ spec: ArchitectureSpec, format: ArchitectureFormat, role: NetworkRole.nullable() }))
    .output(z.object({ name: z.string() }).nullable()),
  remove: procedure.input(z.object({ id: Id })).output(z.void()),
}
