import type { StoredFailure } from '@shared/contract/errors'
import type { InversionEvent } from '@shared/latent/inversion'

/** Where an inversion stands. */
export type Standing = Extract<InversionEvent, { type: 'progress' | 'found' }>

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
