import type { Point } from '@shared/architecture/layout'
import { computed, onBeforeUnmount, onMounted, type Ref, ref, shallowRef } from 'vue'

/** A rectangle on the canvas, in pixels at zoom 1. */
export interface Area extends Point {
  readonly width: number
  readonly height: number
}

/** What part of the canvas is seen: a point p of it is at p·zoom + (x, y) of the view. */
interface View extends Point {
  readonly zoom: number
}

const ZOOM = { min: 0.08, max: 2 } as const
const MARGIN = 32

/** Pans and zooms a canvas in an element. `bounds` is everything that is on it. */
export function useViewport(element: Readonly<Ref<HTMLElement | null>>, bounds: () => Area) {
  const view = shallowRef<View>({ x: 0, y: 0, zoom: 1 })
  const size = shallowRef({ width: 0, height: 0 })
  const fitted = ref(true)

  const clamp = (zoom: number): number => Math.min(ZOOM.max, Math.max(ZOOM.min, zoom))

  function move(next: View): void {
    fitted.value = false
    view.value = next
  }

  function panBy(dx: number, dy: number): void {
    move({ ...view.value, x: view.value.x + dx, y: view.value.y + dy })
  }

  /** Zooms by a factor so that a point of the view stays where it is; its middle by default. */
  function zoomBy(factor: number, at: Point = { x: size.value.width / 2, y: size.value.height / 2 }): void {
    const zoom = clamp(view.value.zoom * factor)
    const scale = zoom / view.value.zoom
    move({ zoom, x: at.x - (at.x - view.value.x) * scale, y: at.y - (at.y - view.value.y) * scale })
  }

  /** Shows everything, at most at its natural size; a canvas that is much higher than the view is shown by its width. */
  function showAll(): void {
    const { x, y, width, height } = bounds()
    const [w, h] = [size.value.width - 2 * MARGIN, size.value.height - 2 * MARGIN]
    if (w <= 0 || h <= 0) return
    const zoom = clamp(Math.min(1, w / Math.max(width, 1), h / Math.max(height, 1)))
    const left = MARGIN + (w - width * zoom) / 2 - x * zoom
    view.value = { zoom, x: left, y: MARGIN + Math.max(0, (h - height * zoom) / 2) - y * zoom }
    fitted.value = true
  }

  /** Moves as little as needed to have an area in view. */
  function reveal({ x, y, width, height }: Area): void {
    const { zoom } = view.value
    const shift = (from: number, length: number, whole: number): number => {
      const [start, end] = [from - MARGIN, from + length + MARGIN]
      if (start < 0) return -start
      return end > whole ? whole - end : 0
    }
    const dx = shift(x * zoom + view.value.x, width * zoom, size.value.width)
    const dy = shift(y * zoom + view.value.y, height * zoom, size.value.height)
    if (dx !== 0 || dy !== 0) panBy(dx, dy)
  }

  /** The point of the canvas under a place of the window. */
  function pointAt(clientX: number, clientY: number): Point {
    const box = element.value?.getBoundingClientRect()
    const { x, y, zoom } = view.value
    return { x: (clientX - (box?.left ?? 0) - x) / zoom, y: (clientY - (box?.top ?? 0) - y) / zoom }
  }

  function wheel(event: WheelEvent): void {
    const box = element.value?.getBoundingClientRect()
    if (event.ctrlKey || event.metaKey) {
      const at = { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) }
      zoomBy(Math.exp(-event.deltaY / 300), at)
    } else if (event.shiftKey) panBy(-event.deltaY, -event.deltaX)
    else panBy(-event.deltaX, -event.deltaY)
  }

  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return
    size.value = { width: entry.contentRect.width, height: entry.contentRect.height }
    if (fitted.value) showAll()
  })
  onMounted(() => {
    if (element.value) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer.disconnect())

  /** What part of the canvas is in view. */
  const visible = computed<Area>(() => {
    const { x, y, zoom } = view.value
    return { x: -x / zoom, y: -y / zoom, width: size.value.width / zoom, height: size.value.height / zoom }
  })
  const transform = computed(() => `translate(${view.value.x}px, ${view.value.y}px) scale(${view.value.zoom})`)

  return { view, visible, transform, fitted, panBy, zoomBy, showAll, reveal, pointAt, wheel }
}

/** A viewport. */
export type Viewport = ReturnType<typeof useViewport>
