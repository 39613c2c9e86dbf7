import { onScopeDispose, type ShallowRef, shallowRef, triggerRef, watch } from 'vue'
import { api } from '../client/api'
import { followRun } from './run-feed'
import type { RunViewState } from './run-view'

export interface RunFeeds {
  /** The state of every wanted run by its id. */
  readonly states: ShallowRef<Map<string, RunViewState>>
  /** Follows a run anew, after a failure. */
  retry(id: string): void
}

/** Follows all runs that `wanted` names for as long as it names them and the component lives. */
export function useRunFeeds(wanted: () => readonly string[]): RunFeeds {
  const states = shallowRef(new Map<string, RunViewState>())
  const feeds = new Map<string, AbortController>()

  function follow(id: string): void {
    const feed = new AbortController()
    feeds.set(id, feed)
    void followRun(api.runs, id, feed.signal, (state) => {
      states.value.set(id, state)
      triggerRef(states)
    })
  }

  function leave(id: string): void {
    feeds.get(id)?.abort()
    feeds.delete(id)
    states.value.delete(id)
  }

  watch(
    () => [...wanted()],
    (ids) => {
      for (const id of feeds.keys()) if (!ids.includes(id)) leave(id)
      for (const id of ids) if (!feeds.has(id)) follow(id)
      triggerRef(states)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    for (const feed of feeds.values()) feed.abort()
  })

  return {
    states,
    retry(id) {
      leave(id)
      follow(id)
    },
  }
}
