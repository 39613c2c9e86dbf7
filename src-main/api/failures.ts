import { ORPCError } from '@orpc/client'
import { ValidationError } from '@orpc/contract'
import { type Problem, StudioError, toStoredFailure } from '@shared/contract/errors'
import { fromPortError } from '@shared/contract/orpc-errors'

const formatPath = (path: readonly unknown[] | undefined): string =>
  (path ?? [])
    .map((part) => (typeof part === 'object' && part !== null && 'key' in part ? String(part.key) : String(part)))
    .join('.')

function invalidInput(error: ValidationError): StudioError {
  const problems: Problem[] = error.issues.map(({ path, message }) => ({ path: formatPath(path), message }))
  const [first] = problems
  const what = first === undefined ? '' : `: ${first.path === '' ? '' : `${first.path}: `}${first.message}`
  return new StudioError('INVALID_INPUT', `The request is not valid${what}`, {
    safe: 'Nothing was changed.',
    next: 'Correct the fields that are named and try again.',
    problems,
  })
}

/**
 * The `StudioError` that a failed call stands for: a typed error of a contract, or an input that does not parse
 * (`INVALID_INPUT` with every problem). Anything else is a defect and becomes `UNEXPECTED`.
 */
export function studioErrorOf(error: unknown): StudioError {
  const known = fromPortError(error)
  if (known instanceof StudioError) return known
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) {
    return invalidInput(error.cause)
  }
  const { code, message, ...failure } = toStoredFailure(error)
  return new StudioError(code, message, failure)
}
