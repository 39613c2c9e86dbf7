import { onBeforeUnmount, type Ref, ref } from 'vue'
import { type AxisScale, movedBy, placed, rangeBetween, type XRange, zoomedAt } from './axis'
import type { Plane } from './plane'

/** What the gestures work on. */
export interface GestureSource {
  readonly plane: () => Plane | null
  readonly extent: () => XRange | null
  readonly scale: () => AxisScale
  readonly range: Ref<XRange | null>
  /** Whether the axis is being moved or zoomed at this moment, here or in a linked chart. */
  readonly moving: Ref<boolean>
  /** The hand is at this place of the canvas, or has left it. */
  readonly pointed: (at: { readonly x: number; readonly y: number } | null) => void
}

/** Pixels that a drag is long before it is one. */
const THRESHOLD = 4
/** Milliseconds after the last movement at which the hand has come to rest. */
const REST = 140
const STEP = 0.2

/** The x axis under the hand: the wheel zooms, a drag chooses a part, with shift it moves; keys do the same. */
export function useGestures(source: GestureSource) {
  const { range, moving } = source
  /** Ends of the drag in pixels; null without one. */
  const dragged = ref<readonly [number, number] | null>(null)
  let held:
    | { readonly kind: 'choose' | 'move'; readonly from: number; last: number; readonly pointer: number }
    | undefined
  let rest: ReturnType<typeof setTimeout> | undefined

  function touched(): void {
    moving.value = true
    clearTimeout(rest)
    rest = setTimeout(() => {
      rest = undefined
      moving.value = false
    }, REST)
  }

  function valueAtPixel(pixel: number): number {
    const plane = source.plane()
    if (!plane) return Number.NaN
    const [low, high] = [placed(plane.x.min, plane.xScale), placed(plane.x.max, plane.xScale)]
    const place = low + ((pixel - plane.left) / plane.width) * (high - low)
    return plane.xScale === 'linear' ? place : 10 ** place
  }

  function zoom(at: number, factor: number): void {
    const extent = source.extent()
    if (!extent) return
    touched()
    range.value = zoomedAt(range.value, extent, source.scale(), at, factor)
  }

  function move(share: number): void {
    const extent = source.extent()
    if (!extent || range.value === null) return
    touched()
    range.value = movedBy(range.value, extent, source.scale(), share)
  }

  function wheel(event: WheelEvent): void {
    const plane = source.plane()
    if (!plane) return
    event.preventDefault()
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
    if (sideways) move((event.deltaX || event.deltaY) / plane.width)
    else zoom(valueAtPixel(event.offsetX), 1.2 ** (event.deltaY / 100))
  }

  function down(event: PointerEvent): void {
    const plane = source.plane()
    if (!plane || event.button > 1 || event.offsetX < plane.left || event.offsetX > plane.left + plane.width) return
    const kind = event.shiftKey || event.button === 1 ? 'move' : 'choose'
    held = { kind, from: event.offsetX, last: event.offsetX, pointer: event.pointerId }
    if (event.target instanceof Element) event.target.setPointerCapture(event.pointerId)
    if (event.button === 1) event.preventDefault()
  }

  function hover(event: PointerEvent): void {
    const plane = source.plane()
    if (!plane) return
    if (held?.kind === 'move') {
      move((held.last - event.offsetX) / plane.width)
      held.last = event.offsetX
      // What lies under a hand that moves the axis is of no interest, and would be drawn in every frame.
      source.pointed(null)
      return
    }
    if (held) {
      const to = Math.min(plane.left + plane.width, Math.max(plane.left, event.offsetX))
      dragged.value = Math.abs(to - held.from) >= THRESHOLD ? [held.from, to] : null
    }
    source.pointed({ x: event.offsetX, y: event.offsetY })
  }

  function up(): void {
    const extent = source.extent()
    if (held?.kind === 'choose' && dragged.value && extent) {
      const [a, b] = dragged.value
      range.value = rangeBetween(valueAtPixel(a), valueAtPixel(b), range.value, extent, source.scale())
    }
    dragged.value = null
    held = undefined
  }

  function leave(): void {
    if (!held) source.pointed(null)
  }

  function reset(): void {
    range.value = null
  }

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const shown = range.value ?? source.extent()
    if (!shown) return
    const scale = source.scale()
    const middlePlace = (placed(shown.min, scale) + placed(shown.max, scale)) / 2
    const middle = scale === 'linear' ? middlePlace : 10 ** middlePlace
    switch (event.key) {
      case 'ArrowLeft':
        move(-STEP)
        break
      case 'ArrowRight':
        move(STEP)
        break
      case '+':
      case '=':
      case 'ArrowUp':
        zoom(middle, 1 / 1.5)
        break
      case '-':
      case 'ArrowDown':
        zoom(middle, 1.5)
        break
      case '0':
      case 'Home':
        reset()
        break
      case 'Escape':
        dragged.value = null
        held = undefined
        return
      default:
        return
    }
    event.preventDefault()
  }

  onBeforeUnmount(() => {
    clearTimeout(rest)
    if (rest !== undefined) moving.value = false
  })
  return { dragged, wheel, down, hover, up, leave, reset, pressed, valueAtPixel }
}
