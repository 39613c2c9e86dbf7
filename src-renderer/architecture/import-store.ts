import { importArchitecture } from '@shared/architecture/import/import'
import { defineStore } from 'pinia'
import { useRouter } from 'vue-router'
import { useNotices } from '../app/notices'
import { useEditor } from './editor-store'

/** Opens files with architectures or models in the editor. They are read here: no path of them leaves the page. */
export const useArchitectureImport = defineStore('architecture-import', () => {
  const editor = useEditor()
  const notices = useNotices()
  const router = useRouter()

  async function open(files: readonly File[]): Promise<void> {
    if (files.length === 0) return
    try {
      const read = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })))
      const { spec, notes } = importArchitecture(read)
      await router.push({ path: '/architecture', query: { new: editor.draft(spec) } })
      const [first, ...others] = notes
      notices.say(`Opened “${spec.name}”`)
      if (first !== undefined) notices.warn(others.length === 0 ? first : `${first} (and ${others.length} more notes)`)
    } catch (error) {
      notices.fail(error)
    }
  }

  return { open }
})
