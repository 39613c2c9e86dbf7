import { toStoredFailure } from '@shared/contract/errors'
import type { Doctor } from '@shared/contract/studio'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { api } from '../client/api'
import type { Load } from '../ui/load'

/** What the studio says of itself and of the machine; asked once, and again on `reload`. */
export const useMachine = defineStore('machine', () => {
  const load = shallowRef<Load<Doctor>>({ state: 'loading' })

  async function reload(): Promise<void> {
    try {
      load.value = { state: 'ready', value: await api.studio.doctor() }
    } catch (error) {
      load.value = { state: 'failed', failure: toStoredFailure(error) }
    }
  }

  void reload()
  return { load, reload }
})
