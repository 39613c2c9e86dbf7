import { z } from 'zod'

/**
 * What a contender says, one JSON a line; gan_step_pytorch.py speaks it too. It is `ready` first. A number on its standard input asks
 * for so many steps, `report` for its memory and the rest; at the end of the input it ends.
 */
export const Message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    /** From nothing to the first step that could be taken, milliseconds; null where it cannot be told. */
    preparation: z.number().nullable(),
    /** What it runs on, such as the versions of its libraries. */
    about: z.string(),
  }),
  /** It cannot be measured here. */
  z.object({ type: z.literal('refused'), reason: z.string() }),
  z.object({ type: z.literal('steps'), milliseconds: z.array(z.number().nonnegative()) }),
  z.object({
    type: z.literal('report'),
    /** Most memory that the process held. */
    memoryBytes: z.number(),
    /** The share of a step that its thread spends in JavaScript; null for what has none. */
    javascript: z.number().nullable(),
  }),
])
export type Message = z.infer<typeof Message>
