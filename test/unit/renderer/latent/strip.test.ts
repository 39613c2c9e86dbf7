import { latentOf } from '@shared/latent/vectors'
import { describe, expect, it } from 'vitest'
import { latentsAt, STRIP, stripPositions } from '../../../../src-renderer/latent/strip'

describe('latentsAt', () => {
  it('holds the ends exactly and everything in order', () => {
    const latent = { size: 5, prior: 'normal' } as const
    const [from, to] = [latentOf(1, latent), latentOf(2, latent)]
    const latents = latentsAt(from, to, stripPositions, latent)
    expect(latents.length).toBe(STRIP * latent.size)
    expect(latents.slice(0, latent.size)).toEqual(from)
    expect(latents.slice(-latent.size)).toEqual(to)
    expect([...stripPositions].sort((a, b) => a - b)).toEqual(stripPositions)
  })
})
