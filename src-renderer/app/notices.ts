import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { toStudioError } from '../client/failures'
import { isCancelled } from '../ui/load'

/** A short word that something was done, with at most one action. It goes by itself. */
export interface Message {
  readonly id: number
  readonly text: string
  readonly action: { readonly label: string; readonly run: () => void } | undefined
}

/** A failure since the window opened. */
export interface FailureRecord {
  readonly id: number
  readonly at: number
  readonly failure: StoredFailure
}

const MESSAGE_MS = 5000
const KEPT_FAILURES = 50

/** What the window tells in passing: messages that go by themselves, failures that stay until dismissed. */
export const useNotices = defineStore('notices', () => {
  const messages = ref<readonly Message[]>([])
  const failures = ref<readonly FailureRecord[]>([])
  /** Failures shown in the corner; the others are only in the list of the status bar. */
  const open = ref<readonly number[]>([])
  const shown = computed(() => failures.value.filter(({ id }) => open.value.includes(id)))
  let next = 1

  function say(text: string, action?: Message['action']): void {
    const id = next++
    messages.value = [...messages.value.slice(-2), { id, text, action }]
    setTimeout(() => dismissMessage(id), MESSAGE_MS)
  }

  function dismissMessage(id: number): void {
    messages.value = messages.value.filter((message) => message.id !== id)
  }

  /** Shows and keeps a failure. A cancelled call is none; the same failure twice in a row is shown once. */
  function fail(error: unknown): void {
    if (isCancelled(error)) return
    const failure = toStoredFailure(toStudioError(error))
    const latest = failures.value[0]
    if (latest && open.value.includes(latest.id) && latest.failure.message === failure.message) return
    const id = next++
    failures.value = [{ id, at: Date.now(), failure }, ...failures.value].slice(0, KEPT_FAILURES)
    open.value = [id, ...open.value].slice(0, 3)
  }

  function dismissFailure(id: number): void {
    open.value = open.value.filter((shownId) => shownId !== id)
  }

  /** Takes all failures out of the corner; the list keeps them. */
  function dismissFailures(): void {
    open.value = []
  }

  function clearFailures(): void {
    failures.value = []
    open.value = []
  }

  return { messages, failures, shown, say, fail, dismissMessage, dismissFailure, dismissFailures, clearFailures }
})
