import { shallowRef, watch } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'

/** Labels of the images of a split, fetched in chunks as they come into sight. */
export function useLabels(dataset: () => string, split: () => string) {
  const chunks = shallowRef<ReadonlyMap<number, readonly number[]>>(new Map())
  const asked = new Set<number>()
  let size = 1

  watch([dataset, split], () => {
    chunks.value = new Map()
    asked.clear()
  })

  /** Makes sure that the labels from `first` to `last` come, `chunk` (at most 1000) a call. */
  function need(first: number, last: number, count: number, chunk: number): void {
    size = chunk
    for (let offset = Math.floor(first / chunk) * chunk; offset <= last; offset += chunk) {
      if (asked.has(offset)) continue
      asked.add(offset)
      void take(offset, Math.min(chunk, count - offset))
    }
  }

  async function take(offset: number, count: number): Promise<void> {
    const [id, name] = [dataset(), split()]
    try {
      const labels = await api.datasets.labels({ id, split: name, offset, count })
      if (id === dataset() && name === split()) chunks.value = new Map(chunks.value).set(offset, labels)
    } catch (error) {
      asked.delete(offset)
      useNotices().fail(error)
    }
  }

  /** The label of an image, undefined while it is not here. */
  const at = (index: number): number | undefined => {
    const offset = Math.floor(index / size) * size
    return chunks.value.get(offset)?.[index - offset]
  }

  return { need, at }
}
