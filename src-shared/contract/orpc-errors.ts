import { ORPCError } from '@orpc/contract'
import { errorCodes, Failure, fromStoredFailure, StudioError, toStoredFailure } from './errors'

const isErrorCode = (code: unknown): code is (typeof errorCodes)[number] => errorCodes.some((known) => known === code)

/**
 * What a handler throws across a port: a `StudioError` becomes the typed error of its code with the `Failure` as data, an
 * error of oRPC passes unchanged, and any other value is a defect and becomes `UNEXPECTED` with its stack as details.
 */
export function toPortError(error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError) return error
  const { code, message, failure } = error instanceof StudioError ? error : fromStoredFailure(toStoredFailure(error))
  return new ORPCError(code, { message, data: failure, cause: error })
}

/** A stream across a port that fails with typed errors. */
export async function* withTypedErrors<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  try {
    yield* source
  } catch (error) {
    throw toPortError(error)
  }
}

/** What a caller makes of what a call threw: a typed error becomes its `StudioError` again, all else passes unchanged. */
export function fromPortError(error: unknown): unknown {
  if (!(error instanceof ORPCError) || !isErrorCode(error.code)) return error
  const failure = Failure.safeParse(error.data)
  return failure.success ? new StudioError(error.code, error.message, failure.data) : error
}

/** Runs a handler so that what it throws is a typed error; a server's middleware is `({ next }) => withPortErrors(next)`. */
export async function withPortErrors<T>(handle: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await handle()
  } catch (error) {
    throw toPortError(error)
  }
}
