import { onScopeDispose, type Ref, shallowRef } from 'vue'
import { afterPaint } from '../ui/painted'

/** The user timing entries of frames: from the input event, where there was one, until the pixels are painted. */
const ENTRY = 'latent frame'
/** Milliseconds from one reading to the next. */
const EVERY = 250

/** What of the last second is told. */
export interface FrameRate {
  readonly perSecond: number
  /** Median milliseconds from input to paint; null where no frame followed an input. */
  readonly delay: number | null
}

/** The middle of some numbers; null of none. */
export function median(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? null
}

/** Measures frames while `on` says so. */
export function useFrameMeter(on: () => boolean): {
  readonly rate: Ref<FrameRate>
  /** To be called when a frame was drawn, with the time of the input that it answers. */
  drawn(since: number | undefined): void
} {
  const rate = shallowRef<FrameRate>({ perSecond: 0, delay: null })
  let frames: { readonly at: number; readonly took: number | undefined }[] = []

  const timer = setInterval(() => {
    if (!on()) return
    performance.clearMeasures(ENTRY)
    const now = performance.now()
    frames = frames.filter(({ at }) => now - at < 1000)
    rate.value = { perSecond: frames.length, delay: median(frames.flatMap(({ took }) => took ?? [])) }
  }, EVERY)
  onScopeDispose(() => clearInterval(timer))

  return {
    rate,
    drawn(since) {
      if (!on()) return
      afterPaint(() => {
        const now = performance.now()
        performance.measure(ENTRY, { start: since ?? now, end: now })
        frames.push({ at: now, took: since === undefined ? undefined : now - since })
      })
    },
  }
}
