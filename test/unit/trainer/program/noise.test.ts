import { describe, expect, test } from 'vitest'
import { fillNoise, fixedLatents } from '../../../../src-main/trainer/noise'
import { buildProgram } from '../../../../src-main/trainer/program/build'
import { buffersFor, pickArray } from '../../../support/eager'
import { tinyConfig } from '../../../support/tiny-run'

const { latent: tinyLatent } = tinyConfig.architecture
const withPrior = (prior: 'normal' | 'uniform') =>
  buildProgram({ ...tinyConfig, architecture: { ...tinyConfig.architecture, latent: { ...tinyLatent, prior } } }).phases
const [discriminator, generator] = withPrior('normal')
const [, uniform] = withPrior('uniform')
if (discriminator === undefined || generator === undefined || uniform === undefined)
  throw new Error('the program has no phases')

function noise(phase: typeof discriminator & object, update: number, seed = 1) {
  const feeds = buffersFor(phase.feeds)
  fillNoise(phase, feeds, { seed, update })
  return feeds
}

describe('fillNoise', () => {
  test('draws the same for the same update, whatever was drawn before', () => {
    const first = noise(discriminator, 7)
    noise(discriminator, 8)
    noise(generator, 7)
    expect(noise(discriminator, 7)).toEqual(first)
  })

  test('draws anew for every update, phase and seed', () => {
    const latents = [noise(discriminator, 0), noise(discriminator, 1), noise(generator, 0), noise(discriminator, 0, 2)]
    expect(new Set(latents.map((feeds) => pickArray(feeds, 'z').join())).size).toBe(4)
  })

  test('draws each mask from a stream of its own, at its rate', () => {
    const feeds = noise(discriminator, 0)
    const masks = discriminator.feeds.filter(({ source }) => source.type === 'mask')
    expect(masks.map(({ name }) => name)).toEqual(['mask/both/drop'])
    const values = new Set(pickArray(feeds, 'mask/both/drop'))
    expect([...values].sort()).toEqual([0, Math.fround(1 / 0.7)])
  })

  test('leaves the images alone', () => {
    expect(pickArray(noise(discriminator, 3), 'real').every((byte) => byte === 0)).toBe(true)
  })

  test('draws latents from the prior', () => {
    const size = (phase: typeof generator) =>
      Math.max(...Array.from({ length: 50 }, (_, i) => Math.max(...pickArray(noise(phase, i), 'z').map(Math.abs))))
    expect(size(uniform)).toBeLessThanOrEqual(1)
    expect(size(generator)).toBeGreaterThan(1)
  })

  test('refuses buffers of another phase', () => {
    expect(() => fillNoise(discriminator, {}, { seed: 1, update: 0 })).toThrow('z')
  })
})

describe('fixedLatents', () => {
  const latent = { size: 4, prior: 'normal' } as const

  test('are the same at every time, and the first of more', () => {
    expect(fixedLatents(9, latent, 3)).toEqual(fixedLatents(9, latent, 3))
    expect(fixedLatents(9, latent, 5).slice(0, 12)).toEqual(fixedLatents(9, latent, 3))
    expect(fixedLatents(8, latent, 3)).not.toEqual(fixedLatents(9, latent, 3))
  })

  test('follow the prior', () => {
    expect(fixedLatents(9, { size: 100, prior: 'uniform' }, 10).every((value) => Math.abs(value) <= 1)).toBe(true)
  })
})
