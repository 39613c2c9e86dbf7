import type { Sample } from '@shared/runs/run'

/** Which of the kept grids is shown. */
export type FilmMode =
  /** The newest, also as newer ones come. */
  | { readonly type: 'live' }
  /** The one at a step, or the nearest before it. */
  | { readonly type: 'held'; readonly step: number }
  /** One after the other, now at this step. */
  | { readonly type: 'playing'; readonly step: number }

/** The index of the grid that is shown, undefined while there is none. */
export function shownIndex(samples: readonly Sample[], mode: FilmMode): number | undefined {
  if (samples.length === 0) return undefined
  if (mode.type === 'live') return samples.length - 1
  return Math.max(
    0,
    samples.findLastIndex(({ step }) => step <= mode.step),
  )
}

/** The next picture while playing; it stops at the last one. Other modes stay as they are. */
export function advance(samples: readonly Sample[], mode: FilmMode): FilmMode {
  if (mode.type !== 'playing') return mode
  const next = samples[(shownIndex(samples, mode) ?? -1) + 1]
  if (next === undefined) return { type: 'live' }
  return { type: 'playing', step: next.step }
}

/** Starts to play where the film stands, from the beginning if that is its end. */
export function play(samples: readonly Sample[], mode: FilmMode): FilmMode {
  const index = shownIndex(samples, mode)
  if (index === undefined) return mode
  const from = samples[index === samples.length - 1 ? 0 : index]
  return from === undefined ? mode : { type: 'playing', step: from.step }
}

/** The time from one picture to the next, in milliseconds: a whole film lasts about six seconds. */
export const frameDelay = (count: number): number => Math.min(200, Math.max(40, 6000 / Math.max(1, count)))
