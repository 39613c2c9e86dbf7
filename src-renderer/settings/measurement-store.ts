import { toStoredFailure } from '@shared/contract/errors'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { api } from '../client/api'
import { afterEvent, begun, type Known, rowsOf } from './measurement'

/** The measurement of the engines; it goes on while other screens are open. */
export const useMeasurement = defineStore('measurement', () => {
  const known = shallowRef<Known>({ measuring: { state: 'idle' }, last: null })
  const rows = computed(() => rowsOf(known.value))
  let current: AbortController | undefined

  async function load(): Promise<void> {
    try {
      const last = await api.compute.measured()
      if (known.value.last === null) known.value = { ...known.value, last }
    } catch (error) {
      known.value = { ...known.value, measuring: { state: 'failed', failure: toStoredFailure(error) } }
    }
  }

  /** Measures every engine that is meant for training; `cancel` ends it. */
  async function measure(): Promise<void> {
    const mine = new AbortController()
    current = mine
    known.value = { ...known.value, measuring: begun }
    try {
      const events = await api.compute.measure({ presets: null, engines: null }, { signal: mine.signal })
      for await (const event of events) if (current === mine) known.value = afterEvent(known.value, event)
    } catch (error) {
      if (current !== mine) return
      known.value = { ...known.value, measuring: { state: 'failed', failure: toStoredFailure(error) } }
    } finally {
      if (current === mine) current = undefined
    }
  }

  /** Ends the measurement at work; the last finished one stays. */
  function cancel(): void {
    const mine = current
    current = undefined
    known.value = { ...known.value, measuring: { state: 'idle' } }
    mine?.abort()
  }

  void load()
  return { known, rows, measure, cancel }
})
