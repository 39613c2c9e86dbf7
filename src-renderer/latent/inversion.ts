import { toStoredFailure } from '@shared/contract/errors'
import type { GivenImage } from '@shared/latent/given-image'
import type { InversionSettings } from '@shared/latent/inversion'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'
import { api } from '../client/api'
import { toStudioError } from '../client/failures'
import { afterEvent, type InversionState, type Standing } from './inversion-state'

/** Seeks the latents of images, one at a time. */
export function useInversion(found: (standing: Extract<Standing, { type: 'found' }>) => void): {
  readonly state: Readonly<ShallowRef<InversionState>>
  /** Gives up the one before. */
  seek(session: string, image: GivenImage, settings: InversionSettings): Promise<void>
  /** Does the last one anew. */
  again(): void
  cancel(): void
} {
  const state: ShallowRef<InversionState> = shallowRef({ type: 'idle' })
  let current: AbortController | undefined
  let last: (() => Promise<void>) | undefined

  async function seek(session: string, image: GivenImage, settings: InversionSettings): Promise<void> {
    last = () => seek(session, image, settings)
    current?.abort()
    const mine = new AbortController()
    current = mine
    state.value = { type: 'working', target: undefined, what: 'Reading the image', standing: undefined }
    try {
      const events = await api.latent.invert({ session, image, settings }, { signal: mine.signal })
      for await (const event of events) {
        if (current !== mine) return
        state.value = afterEvent(state.value, event)
        if (event.type === 'found') found(event)
      }
    } catch (error) {
      if (current !== mine) return
      if (mine.signal.aborted) state.value = { type: 'idle' }
      else state.value = { type: 'failed', failure: toStoredFailure(toStudioError(error)) }
    }
  }
  function cancel(): void {
    current?.abort()
    current = undefined
    state.value = { type: 'idle' }
  }
  onScopeDispose(() => current?.abort())
  return { state, seek, again: () => void last?.(), cancel }
}
