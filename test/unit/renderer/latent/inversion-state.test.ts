import { describe, expect, it } from 'vitest'
import { afterEvent, type InversionState } from '../../../../src-renderer/latent/inversion-state'

const standing = { step: 6, steps: 300, error: 20, before: 40, latent: 'seed:1', label: null, picture: 'data:p' }
const working: InversionState = { type: 'working', target: undefined, what: 'Reading the image', standing: undefined }

describe('an inversion in the window', () => {
  it('goes from what is prepared over its progress to what was found', () => {
    let state: InversionState = afterEvent(working, { type: 'target', picture: 'data:t' })
    state = afterEvent(state, { type: 'preparing', what: 'Compiling' })
    expect(state).toEqual({ type: 'working', target: 'data:t', what: 'Compiling', standing: undefined })
    state = afterEvent(state, { type: 'progress', ...standing })
    expect(state).toMatchObject({ type: 'working', standing: { step: 6 } })
    const found = { type: 'found' as const, ...standing, errors: [20], encoded: false, compared: 'pixels' as const }
    expect(afterEvent(state, found)).toEqual({ type: 'found', target: 'data:t', standing: found })
  })

  it('takes no more once it was put away', () => {
    expect(afterEvent({ type: 'idle' }, { type: 'progress', ...standing })).toEqual({ type: 'idle' })
  })
})
