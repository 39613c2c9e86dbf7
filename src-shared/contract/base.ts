import { oc } from '@orpc/contract'
import { type ErrorCode, errorCodes, Failure } from './errors'

type ErrorMap = { [K in ErrorCode]: { data: typeof Failure } }

const entries = errorCodes.map((code) => [code, { data: Failure }] satisfies [ErrorCode, ErrorMap[ErrorCode]])

function isErrorMap(map: Partial<ErrorMap>): map is ErrorMap {
  return errorCodes.every((code) => code in map)
}

function errorMap(): ErrorMap {
  const map: Partial<ErrorMap> = Object.fromEntries(entries)
  if (!isErrorMap(map)) throw new Error('an error code is missing')
  return map
}

/** Every procedure starts here: it can fail with each of the studio's typed errors, whose data is a `Failure`. */
export const procedure = oc.errors(errorMap())
