import { z } from 'zod'
import { TrashItem, TrashKind } from '../storage/trash'
import { procedure } from './base'
import { Id } from './id'

/** What was deleted and can come back. An id that is not in the trash is `UNKNOWN_PROJECT`, `UNKNOWN_DATASET` or `UNKNOWN_RUN`. */
export const trash = {
  /** What was deleted last first. */
  list: procedure.output(z.array(TrashItem)),
  /** Takes a thing out of the trash with everything that it had. */
  restore: procedure.input(z.object({ kind: TrashKind, id: Id })).output(z.void()),
  /** Deletes things of a kind with their files, for good; all of them with null. */
  purge: procedure.input(z.object({ kind: TrashKind, ids: z.array(Id).nullable() })).output(z.void()),
}
