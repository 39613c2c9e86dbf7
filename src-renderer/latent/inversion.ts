import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import type { GivenImage } from '@shared/latent/given-image'
import type { InversionEvent, InversionSettings } from '@shared/latent/inversion'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'
import { api } from '../client/api'
import { toStudioError } from '../client/failures'

type Standing = Extract<InversionEvent, { type: 'progress' | 'found' }>

/** The latent of an image that is being sought, or was. `target` is the image as the model takes it. */
export type InversionState =
  | { readonly type: 'idle' }
  | {
      readonly type: 'working'
      readonly target: string | undefined
      /** What is being done before the first update. */
      readonly what: string
      readonly standing: Extract<Standing, { type: 'progress' }> | undefined
    }
  | { readonly type: 'found'; readonly target: string; readonly standing: Extract<Standing, { type: 'found' }> }
  | { readonly type: 'failed'; readonly failure: StoredFailure }

/** What an inversion is after an event. */
export function afterEvent(
  state: InversionState,
  event: InversionEvent | { readonly type: 'target'; readonly picture: string },
): InversionState {
  if (state.type !== 'working') return state
  switch (event.type) {
    case 'target':
      return { ...state, target: event.picture }
    case 'preparing':
      return { ...state, what: event.what }
    case 'progress':
      return { ...state, standing: event }
    case 'found':
      return { type: 'found', target: state.target ?? event.picture, standing: event }
  }
}

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
