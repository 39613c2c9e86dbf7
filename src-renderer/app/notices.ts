import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { toStudioError } from '../client/failures'
import { isCancelled } from '../ui/load'

/**
 * A short word with at most one action. That something was done goes by itself, not while it is pointed at or has the keyboard; a warning
 * stays until it is dismissed.
 */
export interface Message {
  readonly id: number
  readonly tone: 'plain' | 'warning'
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
/** A message with an action gives the time to reach it. */
const ACTION_MS = 12_000
const KEPT_FAILURES = 50

/** What the window tells in passing: messages that go by themselves, failures that stay until dismissed. */
export const useNotices = defineStore('notices', () => {
  const messages = ref<readonly Message[]>([])
  const failures = ref<readonly FailureRecord[]>([])
  /** Failures shown in the corner; the others are only in the list of the status bar. */
  const open = ref<readonly number[]>([])
  const shown = computed(() => failures.value.filter(({ id }) => open.value.includes(id)))
  let next = 1
  const going = new Map<number, ReturnType<typeof setTimeout>>()

  function say(text: string, action?: Message['action']): void {
    const id = next++
    const message: Message = { id, tone: 'plain', text, action }
    messages.value = [...messages.value.slice(-2), message]
    release(message)
  }

  /** Keeps a message while it is pointed at or has the keyboard. */
  function hold({ id }: Message): void {
    clearTimeout(going.get(id))
    going.delete(id)
  }

  /** Lets a message go by itself, in its time from now; a warning stays. */
  function release(message: Message): void {
    hold(message)
    if (message.tone === 'warning') return
    const { id, action } = message
    going.set(
      id,
      setTimeout(() => dismissMessage(id), action === undefined ? MESSAGE_MS : ACTION_MS),
    )
  }

  /** Tells of something that has to be looked at. */
  function warn(text: string, action?: Message['action']): void {
    messages.value = [...messages.value.slice(-2), { id: next++, tone: 'warning', text, action }]
  }

  function dismissMessage(id: number): void {
    clearTimeout(going.get(id))
    going.delete(id)
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

  return {
    messages,
    failures,
    shown,
    say,
    warn,
    fail,
    hold,
    release,
    dismissMessage,
    dismissFailure,
    dismissFailures,
    clearFailures,
  }
})
