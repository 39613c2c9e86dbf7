import { z } from 'zod'
import { procedure } from './base'
import { Id } from './id'

/** Most runs that may train at the same time. */
export const mostAtOnce = 16

/** The runs that wait, and how many train at the same time. */
export const Queue = z.object({
  /** In the order in which they will begin. */
  waiting: z.array(Id),
  /** How many runs train at the same time. */
  atOnce: z.int().min(1).max(mostAtOnce),
})
export type Queue = z.infer<typeof Queue>

/** Runs that wait for others. `runs.stop` takes one out, `runs.resume` puts one in. */
export const queue = {
  show: procedure.output(Queue),
  /** Puts the runs that wait into an order; those that it does not name come after them, as they were. */
  reorder: procedure.input(z.object({ order: z.array(Id).max(10_000) })).output(Queue),
  /** How many runs train at the same time, from now on and after a restart; runs at work go on. */
  setAtOnce: procedure.input(z.object({ atOnce: Queue.shape.atOnce })).output(Queue),
}
