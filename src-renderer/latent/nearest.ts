import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import type { DrawnClass } from '@shared/latent/drawn-class'
import type { NearestEvent, Nearness } from '@shared/latent/nearest'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'
import { api } from '../client/api'
import { toStudioError } from '../client/failures'

/** What a search is about: what a latent draws in a session. */
export interface Sought {
  readonly session: string
  readonly latent: string
  readonly label: DrawnClass | null
}

/** The training images that are nearest to a generated one, while they are sought and afterwards. */
export type NearestState =
  | { readonly type: 'idle' }
  | { readonly type: 'working'; readonly progress: Extract<NearestEvent, { type: 'progress' }> | undefined }
  | {
      readonly type: 'found'
      readonly sought: Sought
      readonly by: Nearness
      readonly result: Extract<NearestEvent, { type: 'found' }>
    }
  | { readonly type: 'failed'; readonly failure: StoredFailure }

/** Searches for nearest training images, one at a time. */
export function useNearest(count: number): {
  readonly state: Readonly<ShallowRef<NearestState>>
  find(sought: Sought, by: Nearness): Promise<void>
  cancel(): void
} {
  const state: ShallowRef<NearestState> = shallowRef({ type: 'idle' })
  let current: AbortController | undefined

  async function find(sought: Sought, by: Nearness): Promise<void> {
    current?.abort()
    const mine = new AbortController()
    current = mine
    state.value = { type: 'working', progress: undefined }
    try {
      const events = await api.latent.nearest({ ...sought, by, count }, { signal: mine.signal })
      for await (const event of events) {
        if (current !== mine) return
        state.value =
          event.type === 'found' ? { type: 'found', sought, by, result: event } : { type: 'working', progress: event }
      }
    } catch (error) {
      if (current === mine) state.value = { type: 'failed', failure: toStoredFailure(toStudioError(error)) }
    }
  }
  function cancel(): void {
    current?.abort()
    current = undefined
    state.value = { type: 'idle' }
  }
  onScopeDispose(() => current?.abort())
  return { state, find, cancel }
}
