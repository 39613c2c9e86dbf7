import { placed } from './axis'
import { mapping, type Place, type Plane } from './plane'
import { type ChartSeries, indicesIn } from './series'

/** A part of a band without a gap, in pixels from left to right. */
export interface BandPiece {
  readonly xs: number[]
  readonly upper: number[]
  readonly lower: number[]
}

/** Half the width of the ends of a whisker. */
const CAP = 4

/** The strokes, from and to, that stand for a piece of a band which has one place and so no area: a whisker with its ends. */
export function whiskerOf({ xs, upper, lower }: BandPiece): readonly (readonly [Place, Place])[] {
  const [x, top, bottom] = [xs[0], upper[0], lower[0]]
  if (xs.length !== 1 || x === undefined || top === undefined || bottom === undefined) return []
  const across = (y: number): readonly [Place, Place] => [
    { x: x - CAP, y },
    { x: x + CAP, y },
  ]
  return [
    [
      { x, y: top },
      { x, y: bottom },
    ],
    across(top),
    across(bottom),
  ]
}

/**
 * The area of a line's band in view, in pieces between its gaps. Of each column of pixels it has the smallest and the largest edge, so
 * that no spike is lost however many places the band has.
 */
export function bandPieces({ xs, band }: Pick<ChartSeries, 'xs' | 'band'>, plane: Plane): BandPiece[] {
  if (band === undefined) return []
  const pieces: BandPiece[] = []
  let piece: BandPiece | undefined
  const across = mapping(plane.x, plane.xScale, plane.left, plane.width)
  const up = mapping(plane.y, plane.yScale, plane.top + plane.height, -plane.height)
  const pixelY = (value: number) => up.offset + up.factor * placed(value, plane.yScale)
  const [from, to] = indicesIn(xs, plane.x)
  for (let i = from; i < to; i++) {
    const x = across.offset + across.factor * placed(xs[i] ?? Number.NaN, plane.xScale)
    const [low, high] = [pixelY(band.low[i] ?? Number.NaN), pixelY(band.high[i] ?? Number.NaN)]
    if (!Number.isFinite(x) || !Number.isFinite(low) || !Number.isFinite(high)) {
      piece = undefined
      continue
    }
    if (piece === undefined) {
      piece = { xs: [], upper: [], lower: [] }
      pieces.push(piece)
    }
    const last = piece.xs.length - 1
    if (last >= 0 && Math.floor(piece.xs[last] ?? Number.NaN) === Math.floor(x)) {
      // Down is more in pixels.
      piece.upper[last] = Math.min(piece.upper[last] ?? high, high)
      piece.lower[last] = Math.max(piece.lower[last] ?? low, low)
    } else {
      piece.xs.push(x)
      piece.upper.push(high)
      piece.lower.push(low)
    }
  }
  return pieces
}
