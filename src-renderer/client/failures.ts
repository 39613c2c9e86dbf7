import { ORPCError } from '@orpc/client'
import { type ErrorCode, errorCodes, Failure, StudioError } from '@shared/contract/errors'

const isErrorCode = (code: unknown): code is ErrorCode => errorCodes.some((known) => known === code)

/** Anything that a call can throw as the studio's own error; a cancelled call stays recognisable as `CANCELLED`. */
export function toStudioError(error: unknown): StudioError {
  if (error instanceof StudioError) return error
  if (error instanceof ORPCError && isErrorCode(error.code)) {
    const failure = Failure.safeParse(error.data)
    if (failure.success) return new StudioError(error.code, error.message, failure.data)
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new StudioError('CANCELLED', 'The request was cancelled.', {
      safe: 'Nothing that was saved before has been changed.',
      next: 'Try again.',
    })
  }
  const cause = error instanceof Error ? error : new Error(String(error))
  return new StudioError('UNEXPECTED', cause.message || 'Something unexpected happened.', {
    safe: 'Nothing that was saved before has been changed.',
    next: 'Try again; if it happens again, report it with the details.',
    ...(cause.stack === undefined ? {} : { details: cause.stack }),
  })
}

/** The error of a call that got no answer in time. */
export function timedOut(call: string, milliseconds: number): StudioError {
  return new StudioError('UNEXPECTED', `The studio did not answer within ${Math.round(milliseconds / 1000)} s.`, {
    safe: 'Runs and files are not affected by this window; a run that trains goes on.',
    next: 'Try again; if it happens again, restart the studio.',
    details: `No answer to ${call}`,
  })
}
