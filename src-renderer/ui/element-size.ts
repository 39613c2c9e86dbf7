import { onBeforeUnmount, onMounted, type Ref, type ShallowRef, shallowRef } from 'vue'
import type { Size } from './whole-factor'

/** How large an element is inside its padding, in CSS pixels, while the component lives; `ratio` is device pixels per CSS pixel. */
export function useElementSize(element: Readonly<Ref<Element | null>>): {
  readonly space: Readonly<ShallowRef<Size>>
  readonly ratio: Readonly<ShallowRef<number>>
} {
  const space = shallowRef<Size>({ width: 0, height: 0 })
  const ratio = shallowRef(window.devicePixelRatio)
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return
    space.value = { width: entry.contentRect.width, height: entry.contentRect.height }
    ratio.value = window.devicePixelRatio
  })
  onMounted(() => element.value && observer.observe(element.value))
  onBeforeUnmount(() => observer.disconnect())
  return { space, ratio }
}
