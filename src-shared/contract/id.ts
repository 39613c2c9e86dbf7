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

/** A word that a person gives to runs: 1 to 40 characters without commas, on one line. */
export const Tag = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(40, 'must have at most 40 characters')
  .regex(/^[^\p{Cc},]*$/u, 'must be one line without commas')
export type Tag = z.infer<typeof Tag>

/** What a person notes about a run, in any number of lines. */
export const Notes = z.string().max(20_000, 'must have at most 20,000 characters')

/** Milliseconds since the epoch. */
export const Timestamp = z.number().int().nonnegative()
