import type { TokenName } from '../app/tokens'

/** How a run is drawn wherever it occurs: a colour token and a dash pattern in pixels (empty is a solid line). */
export interface RunStyle {
  readonly token: Extract<TokenName, `run-${number}`>
  readonly dash: readonly number[]
}

/**
 * An order of Okabe and Ito's colours (jfly.uni-koeln.de/color, 2008). tokens.css tunes each to 3:1 on its background, and so that eyes that
 * lack a cone tell them apart too.
 */
const tokens = ['run-1', 'run-2', 'run-3', 'run-4', 'run-5', 'run-6', 'run-7', 'run-8'] as const

const dashes: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [8, 3, 2, 3],
  [14, 4],
  [5, 3],
  [2, 3, 2, 3, 8, 3],
  [14, 3, 4, 3],
]

/**
 * The style of the run with this number in its project (from 1). Runs 1 to 8 differ in colour and in dash; up to 64 no two
 * runs share both.
 */
export function runStyle(number: number): RunStyle {
  const index = Math.max(0, number - 1)
  const token = tokens[index % tokens.length] ?? 'run-1'
  const dash = dashes[(index + Math.floor(index / tokens.length)) % dashes.length] ?? []
  return { token, dash }
}
