/**
 * Passes on only those points of a line without which it would move: every point that is left out lies within `tolerance` above or below
 * the line through those that are passed on. A line of many points that is almost straight is a few then, and strokes as fast as they do.
 * One pass with a cone of directions, as Sklansky and Gonzalez, “Fast polygonal approximation of digitized curves”, Pattern Recognition
 * 12 (1980).
 */
export class Simplifier {
  /** The last point that was passed on, and the last that came; the same at the beginning. */
  #fromX = Number.NaN
  #fromY = Number.NaN
  #toX = Number.NaN
  #toY = Number.NaN
  #pending = false
  /** Slopes from the last point that was passed on which come near enough to all that were left out. */
  #low = Number.NEGATIVE_INFINITY
  #high = Number.POSITIVE_INFINITY

  /** @param pass takes a point @param tolerance in the unit of y */
  constructor(
    private readonly pass: (x: number, y: number) => void,
    private readonly tolerance: number,
  ) {}

  /** Takes the next point of the line; x never falls. */
  point(x: number, y: number): void {
    if (Number.isNaN(this.#fromX)) this.#begin(x, y)
    else if (this.#pending && !this.#fits(x, y)) {
      this.#begin(this.#toX, this.#toY)
      this.#take(x, y)
    } else this.#take(x, y)
  }

  /** Ends the line: its last point is passed on. The next point begins another. */
  end(): void {
    if (this.#pending) this.pass(this.#toX, this.#toY)
    this.#pending = false
    this.#fromX = Number.NaN
  }

  #begin(x: number, y: number): void {
    this.pass(x, y)
    this.#fromX = x
    this.#fromY = y
    this.#pending = false
    this.#low = Number.NEGATIVE_INFINITY
    this.#high = Number.POSITIVE_INFINITY
  }

  #fits(x: number, y: number): boolean {
    const along = x - this.#fromX
    if (along <= 0) return false
    const slope = (y - this.#fromY) / along
    return slope >= this.#low && slope <= this.#high
  }

  #take(x: number, y: number): void {
    const along = x - this.#fromX
    if (along <= 0) {
      this.#begin(x, y)
      return
    }
    this.#low = Math.max(this.#low, (y - this.tolerance - this.#fromY) / along)
    this.#high = Math.min(this.#high, (y + this.tolerance - this.#fromY) / along)
    this.#toX = x
    this.#toY = y
    this.#pending = true
  }
}
