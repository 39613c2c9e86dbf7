import type { TokenName } from '../app/tokens'
import { type Place, type Plane, pixelX, pixelY } from './plane'
import { breaksOf } from './prepared'
import { type ChartMark, type ChartSeries, valueAt } from './series'

/** Pixels between two words of marks, and between two crosses. */
const GAP = 8

/** Half the height and width of the cross where a line begins to be not finite. */
export const CROSS = 4

/** Whether an x in pixels lies on the plot. */
export const inside = (plane: Plane, x: number): boolean => x >= plane.left - 0.5 && x <= plane.left + plane.width + 0.5

/** The crosses at the foot of the chart where a line begins to be not finite; of those that would lie over each other the first. */
export function breakPlaces({ xs, values, raw, rawXs }: ChartSeries, plane: Plane): Place[] {
  const y = plane.top + plane.height - 6
  const places: Place[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const index of breaksOf(raw ?? values)) {
    const x = pixelX(plane, (raw ? (rawXs ?? xs) : xs)[index] ?? Number.NaN)
    if (!inside(plane, x) || x - last < GAP) continue
    last = x
    places.push({ x, y })
  }
  return places
}

/** The colour of a mark's line and words. */
export const toneToken = (tone: ChartMark['tone']): TokenName => (tone === 'quiet' ? 'text-3' : tone)

/** A vertical line for something that happened. */
export interface MarkRule {
  readonly mark: ChartMark
  readonly x: number
  /** Where its words begin; null where they would lie over those before them, and are left out. */
  readonly left: number | null
}

/** The vertical lines of a chart: for what happened to all of it, and to the line that stands out. @param widthOf pixels of a text */
export function markRules(
  marks: readonly ChartMark[],
  plane: Plane,
  highlighted: string | null,
  widthOf: (text: string) => number,
): MarkRule[] {
  let end = Number.NEGATIVE_INFINITY
  return marks.flatMap((mark): MarkRule[] => {
    if (mark.line !== undefined && mark.line !== highlighted) return []
    const x = Math.round(pixelX(plane, mark.step)) + 0.5
    if (!inside(plane, x)) return []
    const width = widthOf(mark.label)
    const left = x + 4 + width > plane.left + plane.width ? x - 4 - width : x + 4
    if (left < Math.max(end + GAP, plane.left)) return [{ mark, x, left: null }]
    end = left + width
    return [{ mark, x, left }]
  })
}

/** A small sign on a line for what happened to it. */
export interface LineSign {
  readonly mark: ChartMark
  readonly line: ChartSeries
  /** The corners of the sign: bad ones are triangles, others diamonds. */
  readonly corners: readonly Place[]
}

const triangle: readonly Place[] = [
  { x: 0, y: -5 },
  { x: 5, y: 4 },
  { x: -5, y: 4 },
]
const diamond: readonly Place[] = [
  { x: 0, y: -5 },
  { x: 5, y: 0 },
  { x: 0, y: 5 },
  { x: -5, y: 0 },
]

/** The signs on some lines. */
export function lineSigns(marks: readonly ChartMark[], series: readonly ChartSeries[], plane: Plane): LineSign[] {
  const byId = new Map(series.map((line) => [line.id, line]))
  return marks.flatMap((mark): LineSign[] => {
    const line = mark.line === undefined ? undefined : byId.get(mark.line)
    const x = pixelX(plane, mark.step)
    if (line === undefined || !inside(plane, x)) return []
    const value = valueAt(line, mark.step)
    const y = pixelY(plane, value ?? Number.NaN)
    if (!Number.isFinite(y) || y < plane.top || y > plane.top + plane.height) return []
    const shape = mark.tone === 'bad' || mark.tone === 'warn' ? triangle : diamond
    return [{ mark, line, corners: shape.map((corner) => ({ x: x + corner.x, y: y + corner.y })) }]
  })
}
