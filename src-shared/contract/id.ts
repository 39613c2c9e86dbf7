import { z } from 'zod'

/** Identifier of a project, dataset, architecture or run: safe as a file name, and never a path. */
export const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes')
export type Id = z.infer<typeof Id>

/** Name given by a person: 1 to 120 characters on one line. */
export const Name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(120, 'must have at most 120 characters')
  .regex(/^[^\p{Cc}]*$/u, 'must be one line')

/** Milliseconds since the epoch. */
export const Timestamp = z.number().int().nonnegative()
