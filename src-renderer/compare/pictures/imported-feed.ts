import type { RunRow } from '@shared/compare/row'
import type { ImportedPictures } from '@shared/contract/compare'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { useNotices } from '../../app/notices'
import { api } from '../../client/api'

/** Reads which pictures the imported runs among the rows brought. */
export function useImportedPictures(rows: () => readonly RunRow[]): ShallowRef<readonly ImportedPictures[]> {
  const notices = useNotices()
  const pictures = shallowRef<readonly ImportedPictures[]>([])
  const life = new AbortController()
  let newest = 0
  async function read(ids: readonly string[]): Promise<void> {
    const mine = ++newest
    try {
      const found = ids.length === 0 ? [] : await api.compare.pictures({ ids: [...ids] }, { signal: life.signal })
      if (mine === newest) pictures.value = found
    } catch (error) {
      if (!life.signal.aborted) notices.fail(error)
    }
  }
  const ids = (): string[] => rows().flatMap(({ id, source }) => (source === 'tensorboard' ? [id] : []))
  watch(
    () => ids().join(),
    () => void read(ids()),
    { immediate: true },
  )
  onScopeDispose(() => life.abort())
  return pictures
}
