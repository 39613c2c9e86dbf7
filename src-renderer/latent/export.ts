import type { Drawing } from '@shared/latent/drawing'
import type { ExportFormat } from '@shared/latent/export'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'

/** What is being written. */
export type ExportState =
  | { readonly type: 'idle' }
  /** Pictures done, of all; all is 0 until the first. */
  | { readonly type: 'writing'; readonly done: number; readonly total: number }

/** Writes drawings to files that a person chooses, one at a time. */
export function useExport(): {
  readonly state: Readonly<ShallowRef<ExportState>>
  write(session: string, drawing: Drawing): Promise<void>
  /** Writes the generator itself into a folder. */
  writeModel(session: string, format: ExportFormat): Promise<void>
  cancel(): void
} {
  const notices = useNotices()
  const state: ShallowRef<ExportState> = shallowRef({ type: 'idle' })
  let current: AbortController | undefined

  async function write(session: string, drawing: Drawing): Promise<void> {
    if (state.value.type === 'writing') return
    const mine = new AbortController()
    current = mine
    state.value = { type: 'writing', done: 0, total: 0 }
    try {
      const events = await api.latent.export({ session, drawing }, { signal: mine.signal })
      for await (const event of events) {
        if (event.type === 'written') notices.say(`Wrote ${event.name}`)
        else state.value = { type: 'writing', done: event.done, total: event.total }
      }
    } catch (error) {
      if (!mine.signal.aborted) notices.fail(error)
    } finally {
      current = undefined
      state.value = { type: 'idle' }
    }
  }
  async function writeModel(session: string, format: ExportFormat): Promise<void> {
    if (state.value.type === 'writing') return
    state.value = { type: 'writing', done: 0, total: 0 }
    try {
      const written = await api.latent.exportModel({ session, format })
      if (written) notices.say(`Wrote ${written.name}`)
    } catch (error) {
      notices.fail(error)
    } finally {
      state.value = { type: 'idle' }
    }
  }
  const cancel = () => current?.abort()
  onScopeDispose(cancel)
  return { state, write, writeModel, cancel }
}
