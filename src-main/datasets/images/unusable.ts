import type { SkipReason } from '@shared/datasets/import'

/** One file or image that cannot be used; the import goes on without it. */
export class Unusable extends Error {
  override readonly name = 'Unusable'
  constructor(
    readonly reason: SkipReason,
    /** What exactly is wrong, for a person. */
    message: string,
  ) {
    super(message)
  }
}
