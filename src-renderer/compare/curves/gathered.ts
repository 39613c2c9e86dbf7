import type { RunAxes } from '@shared/compare/axes'
import type { CurveData, ShownCurve } from './build'
import { withCurves } from './curve-wishes'

/** How many times as many runs as are drawn have to be read before all are drawn again. */
const GROWTH = 3

/**
 * Curves that were read and are not drawn yet. A drawing takes all lines, those of before too: drawn after each answer, many runs would
 * take time that grows with the square of their number. Drawn as they multiply, it is little more than that of the last drawing.
 */
export class GatheredCurves {
  #curves: ShownCurve[] = []
  #axes: RunAxes[] = []
  #runs = 0
  #drawn = 0

  /** Begins anew: what comes next is drawn at once. */
  begin(): void {
    this.#drawn = 0
  }

  /** Takes an answer about some runs. Says whether what was gathered is to be drawn now. */
  take(runs: number, curves: readonly ShownCurve[], axes: readonly RunAxes[]): boolean {
    this.#curves = [...this.#curves, ...curves]
    this.#axes = [...this.#axes, ...axes]
    this.#runs += runs
    return this.#runs >= GROWTH * this.#drawn
  }

  /** The data with all that was gathered, which then is drawn; the same data where there is nothing. */
  drawn(data: CurveData): CurveData {
    if (this.#runs === 0) return data
    const next = withCurves(data, this.#curves, this.#axes)
    this.#drawn += this.#runs
    this.#runs = 0
    this.#curves = []
    this.#axes = []
    return next
  }
}
