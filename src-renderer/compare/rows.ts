import type { RunRow } from '@shared/compare/row'
import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import { defineStore, storeToRefs } from 'pinia'
import { type ShallowRef, shallowRef, watch } from 'vue'
import { api } from '../client/api'
import { changedRows, noChanges, withChanges } from './row-changes'

/** The rows of a project: not here yet, here, or failed. */
export type RowsState =
  | { readonly type: 'loading' }
  | { readonly type: 'ready'; readonly rows: ReadonlyMap<string, RunRow> }
  | { readonly type: 'failed'; readonly failure: StoredFailure }

/** Milliseconds over which changes are gathered, and over which they are where there are many rows: each has all of them looked through. */
const GATHER_MS = 150
const GATHER_MANY_MS = 1000
const MANY = 500

/** The rows of the project that was compared last. They are followed on other screens too, so that they are there at once on the way back. */
const useRowsStore = defineStore('compare-rows', () => {
  const state = shallowRef<RowsState>({ type: 'loading' })
  let project: string | undefined
  let measuredAt: number | null = null
  let life: AbortController | undefined

  let gathered = noChanges
  let timer: ReturnType<typeof setTimeout> | undefined

  const known = (): ReadonlyMap<string, RunRow> => (state.value.type === 'ready' ? state.value.rows : new Map())

  function forget(): void {
    clearTimeout(timer)
    timer = undefined
    gathered = noChanges
  }

  /** Takes rows up at once, after what was gathered before them. */
  function take(rows: readonly RunRow[], gone: readonly string[] = []): void {
    const { came, gone: away } = withChanges(gathered, rows, gone)
    forget()
    state.value = { type: 'ready', rows: changedRows(known(), came, away) }
  }

  function gather(rows: readonly RunRow[], gone: readonly string[] = []): void {
    if (state.value.type !== 'ready') {
      take(rows, gone)
      return
    }
    gathered = withChanges(gathered, rows, gone)
    timer ??= setTimeout(() => take([]), known().size > MANY ? GATHER_MANY_MS : GATHER_MS)
  }

  async function read(id: string, at: number | null, signal: AbortSignal): Promise<void> {
    try {
      const events = await api.compare.watch({ project: id, at }, { signal })
      for await (const event of events) {
        if (signal.aborted) return
        if (event.type === 'rows') gather(event.rows)
        else gather([], event.ids)
      }
    } catch (error) {
      if (!signal.aborted) state.value = { type: 'failed', failure: toStoredFailure(error) }
    }
  }

  function watchAgain(): void {
    life?.abort()
    forget()
    life = new AbortController()
    if (project !== undefined) void read(project, measuredAt, life.signal)
  }

  function begin(): void {
    state.value = { type: 'loading' }
    watchAgain()
  }

  /** Follows a project with what was measured at a step, where it is not followed so already. */
  function follow(id: string | undefined, at: number | null): void {
    const known = id === project && state.value.type !== 'failed'
    if (known && at === measuredAt) return
    project = id
    measuredAt = at
    // The rows stay until those with the other step are there.
    if (known) watchAgain()
    else begin()
  }
  return { state, take, follow, begin }
})

/** The rows of a project while the component lives, and what takes up changes of them. */
export function useRows(
  project: () => string | undefined,
  measuredAt: () => number | null,
): {
  readonly state: Readonly<ShallowRef<RowsState>>
  /** Takes up rows that an action answered with. */
  take(rows: readonly RunRow[], gone?: readonly string[]): void
  retry(): void
} {
  const store = useRowsStore()
  watch([project, measuredAt], ([id, at]) => store.follow(id, at), { immediate: true })
  return { state: storeToRefs(store).state, take: store.take, retry: store.begin }
}
