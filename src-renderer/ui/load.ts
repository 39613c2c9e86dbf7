import { type StoredFailure, StudioError, toStoredFailure } from '@shared/contract/errors'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'

/** Something that is fetched: not here yet, here, or failed. */
export type Load<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: StoredFailure }

/** A `Load` and the way to fetch again. */
export interface Loading<T> {
  readonly load: Readonly<ShallowRef<Load<T>>>
  /** Fetches again; what is shown stays until the answer is there. The answer of an older fetch is dropped. */
  readonly reload: () => Promise<void>
}

/** Fetches at once, and again on `reload`. The signal aborts when a newer fetch begins or the component goes. */
export function useLoad<T>(fetch: (signal: AbortSignal) => Promise<T>): Loading<T> {
  const load: ShallowRef<Load<T>> = shallowRef({ state: 'loading' })
  let current: AbortController | undefined

  async function reload(): Promise<void> {
    current?.abort()
    const mine = new AbortController()
    current = mine
    if (load.value.state === 'failed') load.value = { state: 'loading' }
    try {
      const value = await fetch(mine.signal)
      if (current === mine) load.value = { state: 'ready', value }
    } catch (error) {
      if (current === mine && !isCancelled(error)) load.value = { state: 'failed', failure: toStoredFailure(error) }
    }
  }

  onScopeDispose(() => {
    current?.abort()
    current = undefined
  })
  void reload()
  return { load, reload }
}

/** Whether an error only says that its caller gave up. */
export const isCancelled = (error: unknown): boolean => error instanceof StudioError && error.code === 'CANCELLED'
