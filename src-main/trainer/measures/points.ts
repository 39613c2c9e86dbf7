import { StudioError } from '@shared/contract/errors'

/** Points, such as the features of images: `values` holds `count` rows of `size` numbers. */
export interface Points {
  readonly count: number
  readonly size: number
  readonly values: Float32Array
}

/** The points of rows `from` to `to` (not included), over the same memory. */
export const rowsOf = ({ size, values }: Points, from: number, to: number): Points => ({
  count: to - from,
  size,
  values: values.subarray(from * size, to * size),
})

/** Checks that a measure has points enough to be defined. @throws StudioError `TOO_FEW_SAMPLES` with the reason */
export function requireCount(what: string, { count }: { readonly count: number }, needed: number, why: string): void {
  if (count >= needed) return
  throw new StudioError(
    'TOO_FEW_SAMPLES',
    `${what} needs at least ${needed} samples, and there are ${count}: ${why}.`,
    {
      safe: 'Nothing was changed; other measures are not affected.',
      next: `Measure with at least ${needed} samples, or choose a measure that needs fewer.`,
    },
  )
}

/** Checks that every coordinate is finite, so that no measure becomes NaN. @throws StudioError `DIVERGED` */
export function requireFinitePoints(what: string, { values }: Points): void {
  if (values.every(Number.isFinite)) return
  throw new StudioError('DIVERGED', `${what} hold numbers that are not finite: nothing can be measured on them.`, {
    safe: 'The run and its checkpoints are not touched.',
    next: 'Measure an earlier checkpoint.',
  })
}
