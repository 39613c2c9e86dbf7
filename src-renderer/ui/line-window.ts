import { onBeforeUnmount, onMounted, type Ref, ref, type ShallowRef } from 'vue'

/** Lines beyond each end of what is in sight that are drawn, so that scrolling shows no gap. */
const BEYOND = 8

/** The first line that is drawn, and the one after the last. @param line pixels from one line to the next */
export function windowOf(
  count: number,
  scrollTop: number,
  height: number,
  line: number,
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.floor(scrollTop / line) - BEYOND)
  return { first: Math.min(first, count), end: Math.min(count, Math.ceil((scrollTop + height) / line) + BEYOND) }
}

/** How many lines are drawn at most, wherever the list stands. @param line pixels from one line to the next */
export const mostLines = (height: number, line: number): number =>
  Math.ceil(Math.max(0, height) / line) + 1 + 2 * BEYOND

/** The lines that are drawn, rising: a window, and the one with the keyboard wherever it is, for what is not drawn would lose it. */
export function drawnLines(window: ReturnType<typeof windowOf>, kept: number | undefined): number[] {
  const { first, end } = window
  const lines = Array.from({ length: end - first }, (_, i) => first + i)
  if (kept === undefined || (kept >= first && kept < end)) return lines
  return kept < first ? [kept, ...lines] : [...lines, kept]
}

/** How many pixels of a list are above what is in sight of the screen that it scrolls with, and how high that is. */
export function useSight(list: Readonly<ShallowRef<HTMLElement | null>>): {
  readonly above: Readonly<Ref<number>>
  readonly height: Readonly<Ref<number>>
} {
  const above = ref(0)
  const height = ref(0)
  let scroller: Element | null = null
  function look(): void {
    if (!list.value || !scroller) return
    above.value = Math.max(0, scroller.getBoundingClientRect().top - list.value.getBoundingClientRect().top)
    height.value = scroller.clientHeight
  }
  const observer = new ResizeObserver(look)
  onMounted(() => {
    scroller = list.value?.closest('main') ?? null
    if (!scroller || !list.value) return
    scroller.addEventListener('scroll', look, { passive: true })
    observer.observe(scroller)
    observer.observe(list.value)
    look()
  })
  onBeforeUnmount(() => {
    scroller?.removeEventListener('scroll', look)
    observer.disconnect()
  })
  return { above, height }
}
