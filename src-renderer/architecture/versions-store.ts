import type { ArchitectureVersion } from '@shared/contract/architectures'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import { useEditor } from './editor-store'

/** The states in which the open architecture was saved. */
export const useVersions = defineStore('architecture-versions', () => {
  const editor = useEditor()
  const notices = useNotices()
  const versions = shallowRef<readonly ArchitectureVersion[]>([])
  /** The id of the architecture that is open, if it was saved. */
  const id = computed(() => (editor.opened?.source.type === 'saved' ? editor.opened.source.id : undefined))

  watch(
    () => editor.opened,
    async () => {
      const wanted = id.value
      if (wanted === undefined) {
        versions.value = []
        return
      }
      try {
        const found = await api.architectures.versions({ id: wanted })
        if (id.value === wanted) versions.value = found
      } catch (error) {
        notices.fail(error)
      }
    },
    { immediate: true },
  )

  /** Makes an older version what is edited; saving makes it the newest. */
  async function restore(number: number): Promise<void> {
    const wanted = id.value
    if (wanted === undefined) return
    try {
      const spec = await api.architectures.version({ id: wanted, number })
      if (id.value === wanted) editor.apply(`Restore version ${number}`, { type: 'replace', spec })
    } catch (error) {
      notices.fail(error)
    }
  }

  return { id, versions, restore }
})
