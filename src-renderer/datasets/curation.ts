import type { Dataset } from '@shared/datasets/dataset'
import { computed, ref, shallowRef, watch } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import { useDatasets } from './store'

/** Which images are shown: of a class, or all; used, left out, or both. */
export interface ImageFilter {
  readonly label: number | null
  readonly excluded: boolean | null
}

/** What is shown and selected of a split, and what is left out of training. */
export function useCuration(dataset: () => Dataset | undefined, split: () => string | undefined) {
  const filter = shallowRef<ImageFilter>({ label: null, excluded: null })
  /** The places that the filter leaves; null for all. */
  const places = shallowRef<readonly number[] | null>(null)
  const excluded = shallowRef<ReadonlySet<number>>(new Set())
  const selected = shallowRef<ReadonlySet<number>>(new Set())
  const busy = ref(false)
  let wanted = 0

  async function refresh(): Promise<void> {
    const [id, name] = [dataset()?.id, split()]
    if (id === undefined || name === undefined) return
    const mine = ++wanted
    const { label, excluded: out } = filter.value
    try {
      const [left, shown] = await Promise.all([
        api.datasets.places({ id, split: name, label: null, excluded: true }),
        label === null && out === null ? null : api.datasets.places({ id, split: name, label, excluded: out }),
      ])
      if (mine !== wanted) return
      excluded.value = new Set(left)
      places.value = shown
    } catch (error) {
      if (mine === wanted) useNotices().fail(error)
    }
  }

  watch([() => dataset()?.id, split], () => {
    filter.value = { label: null, excluded: null }
    places.value = null
    excluded.value = new Set()
    selected.value = new Set()
  })
  watch([() => dataset()?.id, split, filter], () => void refresh(), { immediate: true })

  /** Selects an image alone, or adds it to or takes it from what is selected. */
  function select(image: number, more: boolean): void {
    const next = new Set(more ? selected.value : [])
    if (more && selected.value.has(image)) next.delete(image)
    else next.add(image)
    selected.value = next
  }

  async function change(action: 'exclude' | 'restore', images: readonly number[], classes: readonly string[]) {
    const [id, name] = [dataset()?.id, split()]
    if (id === undefined || name === undefined) return
    busy.value = true
    try {
      await api.datasets[action]({ id, split: name, images: [...images], classes: [...classes] })
      await useDatasets().reload()
      await refresh()
    } catch (error) {
      useNotices().fail(error)
    } finally {
      busy.value = false
    }
  }

  return { filter, places, excluded, selected, busy: computed(() => busy.value), select, change }
}
