import { networkListOf } from '@shared/architecture/analysis'
import { networkOf } from '@shared/architecture/networks'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import { memoryNeed, memoryOf } from '@shared/compute/memory'
import { describe, expect, it } from 'vitest'
import type { AnalysedNetwork } from '../../../../src-renderer/architecture/graph'
import { systemFacts, whyNot } from '../../../../src-renderer/architecture/system-facts'
import { formatBytes } from '../../../../src-renderer/ui/format/bytes'
import { architecture, chain, dense, layer } from '../../../support/networks'
import { quickConfig } from '../training/quick-config'

const analysed = (spec: ArchitectureSpec): AnalysedNetwork[] =>
  networkListOf(spec).flatMap((analysis) => {
    const network = networkOf(spec, analysis.role)
    return network ? [{ role: analysis.role, network, analysis }] : []
  })

const normalised = chain(layer.image, layer.flatten, layer.normalise, dense(1))

describe('facts of a system', () => {
  it('have the memory that a run of the batch size takes', () => {
    const networks = analysed(quickConfig.architecture)
    for (const batch of [1, 64, 512]) {
      const need = memoryOf(memoryNeed({ ...quickConfig, batchSize: batch }), batch)
      expect(systemFacts(networks, batch).memory).toBe(formatBytes(need))
    }
  })

  it('have no memory while something is wrong or no batch size is typed', () => {
    expect(systemFacts(analysed(quickConfig.architecture), null).memory).toBeUndefined()
    const broken = architecture({ discriminator: chain(layer.image, dense(1)) })
    expect(systemFacts(analysed(broken), 64).memory).toBeUndefined()
  })

  it('say of what judges images whether a gradient penalty can pass', () => {
    expect(systemFacts(analysed(architecture()), 64).penalty?.passes).toBe(true)
    // Statistics of the batch are in the generator only.
    const generator = chain(layer.latent, dense(4), layer.normalise)
    expect(systemFacts(analysed(architecture({ generator })), 64).penalty?.passes).toBe(true)
    expect(systemFacts(analysed(architecture({ discriminator: normalised })), 64).penalty).toEqual({
      passes: false,
      why: 'l2 mixes the images of a batch',
    })
  })

  it('speak of no penalty where no network judges images', () => {
    const image = { height: 2, width: 2, channels: 1 } as const
    const common = { version: 2, name: 'Test', image } as const
    const encoder = chain(layer.image, layer.flatten, layer.normalise, dense(3))
    const systems: ArchitectureSpec[] = [
      { family: 'classifier', ...common, classes: 3, networks: { classifier: encoder } },
      {
        family: 'autoencoder',
        ...common,
        latent: { size: 3, prior: 'normal' },
        networks: { encoder, decoder: chain(layer.latent, dense(4), layer.tanh) },
      },
    ]
    for (const spec of systems) expect(systemFacts(analysed(spec), 64).penalty, spec.family).toBeUndefined()
  })

  it('ask it of both discriminators of a translation', () => {
    const generator = chain(layer.image, layer.normalise)
    const [sound, wrong] = [chain(layer.image, layer.flatten, dense(1)), normalised]
    const spec = (discriminatorB: typeof sound): ArchitectureSpec => ({
      family: 'cyclegan',
      version: 2,
      name: 'Test',
      image: { height: 2, width: 2, channels: 1 },
      networks: { generatorAB: generator, generatorBA: generator, discriminatorA: sound, discriminatorB },
    })
    expect(systemFacts(analysed(spec(sound)), 64).penalty?.passes).toBe(true)
    expect(systemFacts(analysed(spec(wrong)), 64).penalty?.passes).toBe(false)
  })

  it('name a few of many layers', () => {
    expect(whyNot(['a', 'b'])).toBe('a, b mix the images of a batch')
    expect(whyNot(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d and 2 more mix the images of a batch')
  })
})
