import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'

const channel = new MessageChannel()
const waiting = new Set<() => void>()

channel.port1.onmessage = () => {
  const now = [...waiting]
  waiting.clear()
  for (const run of now) run()
}

/** Calls `run` once the frame that is made next has been painted, all that wait for a frame in one task. The answer takes it back. */
export function afterPaint(run: () => void): () => void {
  const own = () => run()
  waiting.add(own)
  // What is posted while a frame is prepared arrives once that frame has been painted.
  if (waiting.size === 1) requestAnimationFrame(() => channel.port2.postMessage(null))
  return () => void waiting.delete(own)
}

/** A value a frame late: what takes long to be made of it does not hold up the frame in which a deed is answered. */
export function usePainted<T>(source: () => T): Readonly<ShallowRef<T>> {
  const painted = shallowRef(source())
  let forget: (() => void) | undefined
  watch(source, () => {
    // A change while the last one waits does not make it wait longer.
    forget ??= afterPaint(() => {
      forget = undefined
      painted.value = source()
    })
  })
  onScopeDispose(() => forget?.())
  return painted
}

/** Counts painted frames from 0 up to `last`: a screen that takes long to be made is made in so many parts, each shown before the next. */
export function useStages(last: number): Readonly<ShallowRef<number>> {
  const stage = shallowRef(0)
  let forget: (() => void) | undefined
  const next = (): void => {
    forget = afterPaint(() => {
      stage.value++
      if (stage.value < last) next()
    })
  }
  next()
  onScopeDispose(() => forget?.())
  return stage
}
