import type { ErrorCode } from '@shared/contract/errors'

/** How the command line ends. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const

const usage: readonly ErrorCode[] = [
  'INVALID_CONFIG',
  'INVALID_INPUT',
  'UNKNOWN_PRESET',
  'UNKNOWN_DATASET',
  'UNKNOWN_RUN',
  'UNKNOWN_PROJECT',
  'UNKNOWN_ARCHITECTURE',
  'UNKNOWN_ENGINE',
]

/** The exit code for a failure: 2 where the command itself was wrong, else 1. */
export const exitCodeOf = (code: ErrorCode): number => (usage.includes(code) ? exitCodes.usage : exitCodes.failed)
