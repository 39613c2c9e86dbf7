import { createPinia, setActivePinia } from 'pinia'
import { vi } from 'vitest'
import { useEditor } from '../../src-renderer/architecture/editor-store'
import type { ArchitectureSpec } from '../../src-shared/architecture/spec'

/** The editor with an architecture open in it. What can wait is done at the next turn of the clock, `vi.runAllTimers`. */
export function openEditor(spec: ArchitectureSpec): ReturnType<typeof useEditor> {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('requestIdleCallback', (run: () => void) => {
    run()
    return 0
  })
  vi.stubGlobal('cancelIdleCallback', () => undefined)
  setActivePinia(createPinia())
  const editor = useEditor()
  editor.open({ type: 'new', id: 'draft-1' }, spec)
  return editor
}

/** Takes back what `openEditor` put in the place of the window. */
export function closeEditor(): void {
  setActivePinia(undefined)
  vi.unstubAllGlobals()
  vi.useRealTimers()
}
