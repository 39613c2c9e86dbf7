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
/** What stands over the canvas: the button above, the zoom beside. */
const INSET = { top: 56, left: 64 } as const
/** What the map in the corner takes of the view. */
const MAP = { width: 168, height: 120 } as const
/** Cards are moving as long as the last turn of the wheel is not longer ago, in ms. */
const STILL = 160
/** Text of cards is read with ease from this zoom on. */
const READABLE = 0.75
/** Below this zoom the text of cards cannot be read. */
const LEGIBLE = 0.35
/** Distance of the dots behind the cards. */
const DOTS = 24

/** Pans and zooms a canvas in an element. `bounds` is everything that is on it. */
export function useViewport(element: Readonly<Ref<HTMLElement | null>>, bounds: () => Area) {
  const view = shallowRef<View>({ x: 0, y: 0, zoom: 1 })
  const size = shallowRef({ width: 0, height: 0 })
  /** What is shown as long as nobody moves the view: it follows the size of the window. */
  const shows = ref<'all' | 'start' | undefined>('start')
  const turning = ref(false)
  let still = 0

  const clamp = (zoom: number): number => Math.min(ZOOM.max, Math.max(ZOOM.min, zoom))

  function move(next: View): void {
    shows.value = undefined
    view.value = next
  }

  function panBy(dx: number, dy: number): void {
    move({ ...view.value, x: view.value.x + dx, y: view.value.y + dy })
  }

  /** What is in view now, as a way back to it. */
  function wayBack(): () => void {
    const [seen, shown] = [view.value, shows.value]
    return () => {
      view.value = seen
      shows.value = shown
    }
  }

  /** Zooms by a factor so that a point of the view stays where it is; its middle by default. */
  function zoomBy(factor: number, at: Point = { x: size.value.width / 2, y: size.value.height / 2 }): void {
    const zoom = clamp(view.value.zoom * factor)
    const scale = zoom / view.value.zoom
    move({ zoom, x: at.x - (at.x - view.value.x) * scale, y: at.y - (at.y - view.value.y) * scale })
  }

  /** Shows all of it at most at its natural size, or where it begins, large enough to be read where its width allows. */
  function show(what: 'all' | 'start'): void {
    const { x, y, width, height } = bounds()
    const [w, h] = [size.value.width - INSET.left - MARGIN, size.value.height - INSET.top - MARGIN]
    shows.value = what
    if (w <= 0 || h <= 0) return
    const all = Math.min(1, w / Math.max(width, 1), h / Math.max(height, 1))
    const zoom = clamp(what === 'all' ? all : Math.max(all, Math.min(READABLE, w / Math.max(width, 1))))
    const left = INSET.left + (w - width * zoom) / 2 - x * zoom
    view.value = { zoom, x: left, y: INSET.top + Math.max(0, (h - height * zoom) / 2) - y * zoom }
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
    const right = (x + width) * zoom + view.value.x + dx
    const beneathMap = right > size.value.width - MAP.width
    const free = size.value.height - (beneathMap ? MAP.height : 0)
    const dy = shift(y * zoom + view.value.y, height * zoom, free)
    if (dx !== 0 || dy !== 0) panBy(dx, dy)
  }

  /** The point of the canvas under a place of the window. */
  function pointAt(clientX: number, clientY: number): Point {
    const box = element.value?.getBoundingClientRect()
    const { x, y, zoom } = view.value
    return { x: (clientX - (box?.left ?? 0) - x) / zoom, y: (clientY - (box?.top ?? 0) - y) / zoom }
  }

  function wheel(event: WheelEvent): void {
    turning.value = true
    clearTimeout(still)
    still = window.setTimeout(() => {
      turning.value = false
    }, STILL)
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
    if (shows.value) show(shows.value)
  })
  onMounted(() => {
    if (element.value) observer.observe(element.value)
  })
  onBeforeUnmount(() => {
    observer.disconnect()
    clearTimeout(still)
  })

  /** What part of the canvas is in view. */
  const visible = computed<Area>(() => {
    const { x, y, zoom } = view.value
    return { x: -x / zoom, y: -y / zoom, width: size.value.width / zoom, height: size.value.height / zoom }
  })
  /** Whether something of the canvas is out of view. */
  const beyond = computed(() => {
    const [all, seen] = [bounds(), visible.value]
    const slack = MARGIN / 2
    return (
      all.x < seen.x - slack ||
      all.y < seen.y - slack ||
      all.x + all.width > seen.x + seen.width + slack ||
      all.y + all.height > seen.y + seen.height + slack
    )
  })
  const far = computed(() => view.value.zoom < LEGIBLE)

  /**
   * Moves the world and the dots with the view, past the components: what moves is not drawn anew.
   * @param dots larger than the view by the distance of two dots
   */
  function carry(world: HTMLElement, dots: HTMLElement): void {
    const { x, y, zoom } = view.value
    world.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`
    // At whole pixels they are drawn without mixing neighbours.
    dots.style.transform = `translate(${Math.round(x % DOTS) - DOTS}px, ${Math.round(y % DOTS) - DOTS}px)`
  }

  return { view, visible, shows, beyond, far, turning, panBy, wayBack, zoomBy, show, reveal, pointAt, wheel, carry }
}

/** A viewport. */
export type Viewport = ReturnType<typeof useViewport>
