import { placed } from './axis'
import { type PaintOptions, paintLines, paintLit } from './line-painter'
import { picturePlace } from './picture-place'
import type { Plane } from './plane'
import type { ChartSeries } from './series'

/** Widths of the plot that are drawn beyond each of its sides, so that there is something to move in. */
const BEYOND = 0.5
/** How much of the other lines stays to be seen beside the one that stands out. */
const FADED = 0.28
/** A drawing that took longer, in milliseconds, is moved as a picture while a person moves or zooms, and waits for its turn. */
const SLOW = 8

interface Painted {
  readonly plane: Plane
  readonly series: readonly ChartSeries[]
  readonly options: PaintOptions
  readonly ratio: number
}

const sameOptions = (a: PaintOptions, b: PaintOptions): boolean => a.token === b.token && a.hidden === b.hidden

const sameSpan = (a: Plane, b: Plane): boolean =>
  a.x.min === b.x.min &&
  a.x.max === b.x.max &&
  a.y.min === b.y.min &&
  a.y.max === b.y.max &&
  a.width === b.width &&
  a.height === b.height &&
  a.xScale === b.xScale &&
  a.yScale === b.yScale

/** The plane without its place on the chart, and wider than it where `beyond` is more than 0. */
function ownPlane(plane: Plane, beyond: number): Plane {
  const [low, high] = [placed(plane.x.min, plane.xScale), placed(plane.x.max, plane.xScale)]
  const by = (high - low) * beyond
  const back = (place: number) => (plane.xScale === 'linear' ? place : 10 ** place)
  return {
    ...plane,
    left: 0,
    top: 0,
    width: Math.round(plane.width * (1 + 2 * beyond)),
    x: { min: back(low - by), max: back(high + by) },
  }
}

/**
 * The lines of a chart as a picture that is drawn anew only when something in it changed: a crosshair costs no line, and many
 * long lines are moved as a picture until the hand rests.
 */
export class LineLayer {
  #canvas: OffscreenCanvas | undefined
  #painted: Painted | undefined
  /** The plane in whose place the picture lies; the picture's own reaches beyond it. */
  #shown: Plane | undefined
  #cost = 0

  /** Whether drawing takes so long that it is put off while a person moves. */
  get slow(): boolean {
    return this.#cost > SLOW
  }

  /**
   * Puts the lines onto a chart's canvas. Answers whether they are as they should be: while others draw, a picture of before is shown
   * in its place, and the chart is to be drawn again.
   *
   * @param highlighted the line that stands out
   * @param moving that the hand is at work
   * @param turn whether this chart may draw for long in this frame
   */
  show(
    context: CanvasRenderingContext2D,
    series: readonly ChartSeries[],
    plane: Plane,
    options: PaintOptions & { readonly highlighted: string | null },
    ratio: number,
    moving: boolean,
    turn: () => boolean,
  ): boolean {
    const painted = this.#painted
    const current =
      painted !== undefined &&
      this.#shown !== undefined &&
      painted.series === series &&
      painted.ratio === ratio &&
      sameOptions(painted.options, options)
    const stays = current && this.#shown !== undefined && sameSpan(this.#shown, plane)
    const moves = current && moving && this.slow && this.#moved(plane)
    const waits = !stays && !moves && current && this.slow && this.#sameAxes(plane) && !turn()
    if (!stays && !moves && !waits) this.#paint(series, plane, options, ratio, moving)
    const lit = series.find(({ id }) => id === options.highlighted && !options.hidden.has(id))
    context.globalAlpha = lit ? FADED : 1
    this.#put(context, plane)
    context.globalAlpha = 1
    if (lit) paintLit(context, lit, plane, options.token)
    return !waits
  }

  #sameAxes(plane: Plane): boolean {
    const own = this.#painted?.plane
    return own !== undefined && own.xScale === plane.xScale && own.yScale === plane.yScale
  }

  /** Whether the picture can be moved to where the plane is now. */
  #moved(plane: Plane): boolean {
    const own = this.#painted?.plane
    return (
      own !== undefined &&
      own.height === plane.height &&
      this.#sameAxes(plane) &&
      own.y.min === plane.y.min &&
      own.y.max === plane.y.max &&
      own.x.min <= plane.x.min &&
      own.x.max >= plane.x.max
    )
  }

  #paint(series: readonly ChartSeries[], plane: Plane, options: PaintOptions, ratio: number, moving: boolean): void {
    const begin = performance.now()
    const own = ownPlane(plane, moving && this.slow ? BEYOND : 0)
    const [width, height] = [Math.max(1, Math.ceil(own.width * ratio)), Math.max(1, Math.ceil(own.height * ratio))]
    const canvas = this.#canvas ?? new OffscreenCanvas(width, height)
    this.#canvas = canvas
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    const context = canvas.getContext('2d')
    if (!context) return
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, own.width, own.height)
    paintLines(context, series, own, options)
    this.#painted = { plane: own, series, options, ratio }
    this.#shown = plane
    this.#cost = performance.now() - begin
  }

  #put(context: CanvasRenderingContext2D, plane: Plane): void {
    const own = this.#painted?.plane
    if (!this.#canvas || !own) return
    const place = picturePlace(own, plane)
    context.save()
    context.beginPath()
    context.rect(plane.left, plane.top, plane.width, plane.height)
    context.clip()
    context.drawImage(this.#canvas, place.left, place.top, place.width, place.height)
    context.restore()
  }
}
