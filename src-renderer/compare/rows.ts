import type { RunRow } from '@shared/compare/row'
import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { api } from '../client/api'
import { changedRows } from './row-changes'

/** The rows of a project: not here yet, here, or failed. */
export type RowsState =
  | { readonly type: 'loading' }
  | { readonly type: 'ready'; readonly rows: ReadonlyMap<string, RunRow> }
  | { readonly type: 'failed'; readonly failure: StoredFailure }

/** Follows the rows of a project for as long as the component lives. */
export function useRows(project: () => string | undefined): {
  readonly state: Readonly<ShallowRef<RowsState>>
  /** Takes up rows that an action answered with. */
  take(rows: readonly RunRow[], gone?: readonly string[]): void
  retry(): void
} {
  const state: ShallowRef<RowsState> = shallowRef({ type: 'loading' })
  let life: AbortController | undefined

  function take(rows: readonly RunRow[], gone: readonly string[] = []): void {
    const known = state.value.type === 'ready' ? state.value.rows : new Map<string, RunRow>()
    state.value = { type: 'ready', rows: changedRows(known, rows, gone) }
  }

  async function follow(id: string, signal: AbortSignal): Promise<void> {
    try {
      const events = await api.compare.watch({ project: id, at: null }, { signal })
      for await (const event of events) {
        if (signal.aborted) return
        if (event.type === 'rows') take(event.rows)
        else take([], event.ids)
      }
    } catch (error) {
      if (!signal.aborted) state.value = { type: 'failed', failure: toStoredFailure(error) }
    }
  }

  function begin(): void {
    life?.abort()
    life = new AbortController()
    state.value = { type: 'loading' }
    const id = project()
    if (id !== undefined) void follow(id, life.signal)
  }
  watch(project, begin, { immediate: true })
  onScopeDispose(() => life?.abort())
  return { state, take, retry: begin }
}
