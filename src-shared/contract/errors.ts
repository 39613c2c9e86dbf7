import { z } from 'zod'

/** Every expected failure has one of these codes. Anything else is a defect and is reported as `UNEXPECTED`. */
export const errorCodes = [
  'INVALID_CONFIG',
  'INVALID_INPUT',
  'UNKNOWN_PRESET',
  'UNKNOWN_DATASET',
  'UNKNOWN_RUN',
  'UNKNOWN_PROJECT',
  'UNKNOWN_ARCHITECTURE',
  'UNKNOWN_CHECKPOINT',
  'UNKNOWN_ENGINE',
  'ENGINE_UNAVAILABLE',
  'WRONG_STATE',
  'IN_USE',
  'STUDIO_BUSY',
  'STORE_DAMAGED',
  'DATASET_DAMAGED',
  'DATASET_CHANGED',
  'CHECKPOINT_DAMAGED',
  'DISK_FULL',
  'OUT_OF_MEMORY',
  'DIVERGED',
  'TOO_FEW_SAMPLES',
  'TRAINER_LOST',
  'IMPORTER_LOST',
  'CANCELLED',
  'UNEXPECTED',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** One thing that is wrong with an input: where (a path such as `optimisers.generator.learningRate`) and what. */
export const Problem = z.object({ path: z.string(), message: z.string() })
export type Problem = z.infer<typeof Problem>

/** What a failure tells beside its message ("what happened"). */
export const Failure = z.object({
  /** What is safe: what was kept, what was not touched. */
  safe: z.string(),
  /** What to do next. */
  next: z.string(),
  /** For `INVALID_…`: every problem with its path. */
  problems: z.array(Problem).optional(),
  /** For `UNKNOWN_…`: the nearest names that exist. */
  nearest: z.array(z.string()).optional(),
  /** Technical detail for a fold or a log. */
  details: z.string().optional(),
})
export type Failure = z.infer<typeof Failure>

/** A failure as it is stored with a run, sent in events and shown. */
export const StoredFailure = Failure.extend({ code: z.enum(errorCodes), message: z.string() })
export type StoredFailure = z.infer<typeof StoredFailure>

/** The exception for expected failures, the same in every process. */
export class StudioError extends Error {
  override readonly name = 'StudioError'
  constructor(
    readonly code: ErrorCode,
    /** What happened, one sentence. */
    message: string,
    readonly failure: Failure,
  ) {
    super(message)
  }
}

/** The plain-data form of any thrown value; a value that is no StudioError becomes `UNEXPECTED` with its stack as details. */
export function toStoredFailure(error: unknown): StoredFailure {
  if (error instanceof StudioError) return { code: error.code, message: error.message, ...error.failure }
  const cause = error instanceof Error ? error : new Error(String(error))
  return {
    code: 'UNEXPECTED',
    message: cause.message || 'Something unexpected happened',
    safe: 'Nothing that was saved before has been changed.',
    next: 'Try again; if it happens again, report it with the details.',
    ...(cause.stack === undefined ? {} : { details: cause.stack }),
  }
}

/** The exception for a stored failure. */
export function fromStoredFailure(stored: StoredFailure): StudioError {
  const { code, message, ...failure } = stored
  return new StudioError(code, message, failure)
}
