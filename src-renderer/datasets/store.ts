import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import type { Dataset } from '@shared/datasets/dataset'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { api } from '../client/api'

type DatasetsState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: readonly Dataset[] }
  | { readonly state: 'failed'; readonly failure: StoredFailure }

/** The datasets of the studio. */
export const useDatasets = defineStore('datasets', () => {
  const load = shallowRef<DatasetsState>({ state: 'loading' })
  const datasets = computed(() => (load.value.state === 'ready' ? load.value.value : []))
  const get = (id: string): Dataset | undefined => datasets.value.find((dataset) => dataset.id === id)

  async function reload(): Promise<void> {
    if (load.value.state === 'failed') load.value = { state: 'loading' }
    try {
      load.value = { state: 'ready', value: await api.datasets.list() }
    } catch (error) {
      load.value = { state: 'failed', failure: toStoredFailure(error) }
    }
  }

  void reload()
  return { load, datasets, get, reload }
})
