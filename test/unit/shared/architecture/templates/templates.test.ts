import { readFileSync } from 'node:fs'
import { analyseArchitecture, architectureProblems } from '@shared/architecture/analysis'
import { contextOf } from '@shared/architecture/context'
import { penaltyBlockers, withoutBatchStatistics } from '@shared/architecture/gradient-penalty'
import { analyseNetwork } from '@shared/architecture/network-analysis'
import { networksOf } from '@shared/architecture/networks'
import { receptiveFields } from '@shared/architecture/receptive-field'
import { Family } from '@shared/architecture/spec'
import { dcgan, halvings } from '@shared/architecture/templates/dcgan'
import { emptyArchitecture, hasLatent } from '@shared/architecture/templates/empty'
import { mirrorToDiscriminator } from '@shared/architecture/templates/mirror'
import { Preset } from '@shared/presets/preset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adversarialConfig } from '../../../../support/adversarial'
import { chain, convolution, layer } from '../../../../support/networks'

const preset = (id: string) =>
  adversarialConfig(Preset.parse(JSON.parse(readFileSync(`resources/presets/${id}.json`, 'utf8'))).config).architecture

describe('dcgan', () => {
  it('is made for any size of image', () => {
    const sizes = fc.record({
      height: fc.integer({ min: 3, max: 96 }),
      width: fc.integer({ min: 3, max: 96 }),
      channels: fc.constantFrom(1 as const, 3 as const),
    })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 16 }), (image, filters) => {
        const spec = dcgan({ image, filters, latent: 8 })
        expect(architectureProblems(spec)).toEqual([])
      }),
    )
  })

  it('halves as often as the size comes out even', () => {
    const at = (height: number, width: number) => halvings({ height, width })
    expect([at(48, 80), at(64, 64), at(28, 28), at(32, 32), at(27, 27), at(96, 64)]).toEqual([4, 4, 2, 3, 0, 4])
  })

  it('has the layers of the preset that follows the paper', () => {
    const [own, published] = [
      dcgan({ image: { height: 64, width: 64, channels: 3 }, filters: 64, latent: 100 }),
      preset('dcgan'),
    ]
    const weights = (spec: typeof own) =>
      analyseArchitecture(spec).discriminator.layers.flatMap((one) =>
        one.node.layer.type === 'conv2d' ? [one.weights.find(({ name }) => name === 'kernel')?.shape] : [],
      )
    expect(weights(own).slice(0, 4)).toEqual(weights(published).slice(0, 4))
  })
})

describe('emptyArchitecture', () => {
  it('has the networks of each family without layers, and says of each only what it has to take', () => {
    const roles = Family.options.map((family) => {
      const image = { height: 8, width: 6, channels: 3 } as const
      const spec = emptyArchitecture({ family, image, latent: 5, classes: 4 })
      expect(spec.family).toBe(family)
      const networks = networksOf(spec)
      for (const { network } of networks) expect(network.layers).toEqual([])
      const problems = architectureProblems(spec)
      expect(problems.map(({ path }) => path)).toEqual(networks.map(({ role }) => `networks.${role}`))
      for (const { message } of problems) expect(message).toMatch(/^has no (latent|image) input/)
      expect(contextOf(spec).latent).toEqual(hasLatent(family) ? [5] : undefined)
      expect(contextOf(spec).label).toEqual(family === 'classifier' ? [4] : undefined)
      return networks.map(({ role }) => role).join(' ')
    })
    expect(roles).toEqual([
      'generator discriminator',
      'encoder decoder',
      'encoder decoder',
      'classifier',
      'generatorAB generatorBA discriminatorA discriminatorB',
    ])
  })
})

describe('mirrorToDiscriminator', () => {
  it('takes the way of the generator back to one score', () => {
    const { discriminator, generator } = dcgan({
      image: { height: 48, width: 80, channels: 3 },
      filters: 4,
      latent: 16,
    }).networks
    const context = { latent: [16], image: [48, 80, 3] }
    const mirrored = mirrorToDiscriminator(generator, context)
    if (!mirrored) throw new Error('there is no mirror of it')
    expect(penaltyBlockers(mirrored)).toEqual([])
    const shapes = (network: typeof mirrored) =>
      analyseNetwork(network, context).layers.flatMap(({ node, shape }) =>
        node.layer.type === 'conv2d' ? [shape.slice(0, 2)] : [],
      )
    expect(shapes(mirrored)).toEqual(shapes(discriminator))
  })

  it('gives a network without problems for the generator of every preset without labels', () => {
    for (const id of ['dcgan', 'dcgan-28', 'dcgan-32', 'mlp-small', 'mlp-wide', 'wgan-gp', 'hinge', 'r1']) {
      const spec = preset(id)
      if (spec.classes !== undefined) continue
      const discriminator = mirrorToDiscriminator(spec.networks.generator, contextOf(spec))
      if (!discriminator) throw new Error(`no mirror of ${id}`)
      expect(architectureProblems({ ...spec, networks: { ...spec.networks, discriminator } }), id).toEqual([])
    }
  })
})

describe('receptiveFields', () => {
  it('has the sizes that are published for the PatchGAN', () => {
    // Isola et al. 2017, appendix 6.1.2: C64-C128-C256-C512 and the last convolution see 70×70 pixels.
    const network = chain(
      layer.image,
      convolution('conv2d', [64, 4, 2, 1]),
      layer.relu,
      convolution('conv2d', [128, 4, 2, 1]),
      convolution('conv2d', [256, 4, 2, 1]),
      convolution('conv2d', [512, 4, 1, 1]),
      convolution('conv2d', [1, 4, 1, 1]),
    )
    const fields = receptiveFields(analyseNetwork(network, { latent: [1], image: [256, 256, 3] }))
    expect(network.layers.map(({ name }) => fields.get(name)?.size)).toEqual([1, 4, 4, 10, 22, 46, 70])
  })

  it('is what a value of the output depends on', () => {
    // Independent of the formula: which columns of the input reach the middle column of the output, followed index by index.
    const layers = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 })), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(layers, (wanted) => {
        const specs = wanted.map(([kernel, stride]) => convolution('conv2d', [1, kernel, stride, 0]))
        const network = chain(layer.image, ...specs)
        const analysis = analyseNetwork(network, { latent: [1], image: [500, 500, 1] })
        let reached = new Set([0])
        for (const [kernel, stride] of [...wanted].reverse()) {
          reached = new Set([...reached].flatMap((at) => Array.from({ length: kernel }, (_, i) => at * stride + i)))
        }
        const span = Math.max(...reached) - Math.min(...reached) + 1
        expect(receptiveFields(analysis).get(network.output)?.size).toBe(span)
      }),
    )
  })
})

describe('withoutBatchStatistics', () => {
  it('lets a gradient penalty pass', () => {
    const { discriminator } = preset('dcgan').networks
    expect(penaltyBlockers(discriminator).length).toBeGreaterThan(0)
    expect(penaltyBlockers(withoutBatchStatistics(discriminator))).toEqual([])
  })
})
