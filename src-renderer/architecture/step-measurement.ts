import type { ArchitectureSpec } from '@shared/architecture/spec'
import type { EngineId } from '@shared/compute/engine'
import type { StepTiming } from '@shared/compute/measurement'
import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import { computed, ref, shallowRef } from 'vue'
import { z } from 'zod'

/** How far a measurement is. */
export type Measured =
  | { readonly state: 'idle' }
  | { readonly state: 'measuring'; readonly doing: string }
  | { readonly state: 'measured'; readonly timing: StepTiming; readonly of: string }
  | { readonly state: 'failed'; readonly failure: StoredFailure }

/** What is measured. */
interface Wanted {
  readonly spec: ArchitectureSpec
  readonly engine: EngineId
  readonly batchSize: number
}

/** What a measurement says while it goes on. */
type Heard =
  | { readonly type: 'progress'; readonly doing: string }
  | { readonly type: 'timing'; readonly timing: StepTiming }

/** Measures a training step; stops when the signal says so. */
export type MeasureStep = (wanted: Wanted, signal: AbortSignal) => Promise<AsyncIterable<Heard>>

/** Images of a batch. */
const BatchSize = z.int().min(1).max(4096)

/** The name says nothing about how long a step takes. */
const subjectOf = ({ spec, engine, batchSize }: Wanted): string =>
  JSON.stringify([{ ...spec, name: '' }, engine, batchSize])

/**
 * The batch size that memory is shown for, and a training step of the open architecture that is measured at it on request. A figure is
 * shown only beside the networks, the batch size and the engine that it is of.
 */
export function stepMeasurement(spec: () => ArchitectureSpec | undefined, run: MeasureStep) {
  /** What is typed as the batch size; null for nothing. */
  const typed = ref<number | null>(64)
  /** The batch size; null while what is typed is none. */
  const batch = computed(() => BatchSize.safeParse(typed.value).data ?? null)
  const engine = ref<EngineId>('compiled-cpu')
  const measured = shallowRef<Measured>({ state: 'idle' })
  let current: AbortController | undefined

  const wanted = (): Wanted | undefined => {
    const now = spec()
    return now && batch.value !== null ? { spec: now, engine: engine.value, batchSize: batch.value } : undefined
  }
  const shown = computed<Measured>(() => {
    const now = measured.value
    if (now.state !== 'measured') return now
    const what = wanted()
    return what && subjectOf(what) === now.of ? now : { state: 'idle' }
  })

  /** Measures; what was being measured before is given up. */
  async function measure(): Promise<void> {
    const what = wanted()
    if (what === undefined) return
    current?.abort()
    const mine = new AbortController()
    current = mine
    const of = subjectOf(what)
    measured.value = { state: 'measuring', doing: 'Starting' }
    try {
      for await (const event of await run(what, mine.signal)) {
        if (current !== mine) return
        measured.value =
          event.type === 'timing'
            ? { state: 'measured', timing: event.timing, of }
            : { state: 'measuring', doing: event.doing }
      }
    } catch (error) {
      if (current === mine) measured.value = { state: 'failed', failure: toStoredFailure(error) }
    } finally {
      if (current === mine) current = undefined
    }
  }

  function cancel(): void {
    current?.abort()
    current = undefined
    measured.value = { state: 'idle' }
  }

  return { typed, batch, engine, shown, measure, cancel }
}
