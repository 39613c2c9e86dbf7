import { readdirSync } from 'node:fs'
import { join, parse } from 'node:path'
import { analysisOf, architectureProblems } from '@shared/architecture/analysis'
import { serialise } from '@shared/architecture/edit/serialise'
import { textFiles } from '@shared/architecture/export/formats'
import { importArchitecture } from '@shared/architecture/import/import'
import type { LayerSpec } from '@shared/architecture/layers/registry'
import { networksOf, withNetwork } from '@shared/architecture/networks'
import type { ArchitectureSpec, NetworkSpec } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resourcesFolder } from '../../../../src-main/resources'
import { architecture, chain, convolution, dense, layer, reshape } from '../../../support/networks'
import { architectures } from '../../../support/random-architectures'
import { presetConfig } from '../../../support/studio-records'

const presets = readdirSync(join(resourcesFolder(), 'presets')).map((file) => parse(file).name)
const models = ['keras-json', 'tfjs'] as const

const changed = (spec: ArchitectureSpec, change: (layer: LayerSpec) => LayerSpec): ArchitectureSpec =>
  networksOf(spec).reduce(
    (whole, { role, network }) =>
      withNetwork(whole, role, {
        ...network,
        layers: network.layers.map((node) => ({ ...node, layer: change(node.layer) })),
      }),
    spec,
  )

/** What a bias would start at is lost where there is none. */
const withoutUnused = (one: LayerSpec): LayerSpec =>
  'bias' in one && !one.bias ? { ...one, biasInitialiser: { type: 'constant', value: 0 } } : one

const spectralLayers = (spec: ArchitectureSpec): readonly string[] =>
  networksOf(spec).flatMap(({ role, network }) =>
    network.layers.flatMap(({ name, layer: one }) =>
      'spectralNormalisation' in one && one.spectralNormalisation ? [`networks.${role}.layers.${name}`] : [],
    ),
  )

/** The places of the problems with which something is refused. */
function refusal(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof StudioError) return error.failure.problems?.map(({ path }) => path) ?? []
  }
  throw new Error('nothing was refused')
}

describe.each(presets)('the preset %s', (id) => {
  const { architecture: spec } = presetConfig(id)

  it('comes back from the studio’s JSON', () => {
    expect(importArchitecture([{ name: 'other.json', text: serialise(spec) }])).toEqual({ spec, notes: [] })
  })

  const readable = models.filter((format) => format !== 'tfjs' || spectralLayers(spec).length === 0)

  it.each(readable)('comes back from %s', (format) => {
    expect(importArchitecture(textFiles(spec, format))).toEqual({ spec: changed(spec, withoutUnused), notes: [] })
  })
})

it('a preset is refused for TF.js, which has no spectral normalisation, with each such layer', () => {
  const normalised = presets.filter((id) => spectralLayers(presetConfig(id).architecture).length > 0)
  expect(normalised).toEqual(['hinge'])
  const { architecture: spec } = presetConfig('hinge')
  expect(refusal(() => textFiles(spec, 'tfjs'))).toEqual(spectralLayers(spec))
})

it('any graph comes back from the studio’s JSON, also one that does not hold together', () => {
  fc.assert(
    fc.property(architectures, (spec) => {
      expect(importArchitecture([{ name: 'drawn.json', text: serialise(spec) }])).toEqual({ spec, notes: [] })
    }),
  )
})

describe.each(models)('%s keeps what Keras has no place for', (format) => {
  const through = (spec: ArchitectureSpec) => importArchitecture(textFiles(spec, format))
  const code = {
    encoder: chain(layer.image, layer.flatten, dense(1)),
    decoder: chain(layer.latent, dense(4), reshape(2, 2, 1)),
  }

  it('what latents are drawn from, classes that nobody takes, and which vector is the label', () => {
    const spec = architecture({
      generator: {
        layers: [
          { name: 'z', inputs: [], layer: layer.latent },
          { name: 'c', inputs: [], layer: { type: 'input', source: 'label' } },
          { name: 'both', inputs: ['z', 'c'], layer: { type: 'concatenate' } },
          { name: 'dense', inputs: ['both'], layer: dense(4) },
          { name: 'image', inputs: ['dense'], layer: reshape(2, 2, 1) },
        ],
        output: 'image',
      },
    })
    const conditional: ArchitectureSpec = { ...spec, classes: 3, latent: { size: 3, prior: 'uniform' } }
    expect(through(conditional)).toEqual({ spec: conditional, notes: [] })
    const unused: ArchitectureSpec = { ...architecture(), classes: 7 }
    expect(through(unused)).toEqual({ spec: unused, notes: [] })
  })

  it('that an encoder to one number is no discriminator', () => {
    const spec: ArchitectureSpec = {
      family: 'autoencoder',
      version: 2,
      name: 'Narrow',
      image: { height: 2, width: 2, channels: 1 },
      latent: { size: 1, prior: 'uniform' },
      networks: code,
    }
    expect(architectureProblems(spec)).toEqual([])
    expect(through(spec)).toEqual({ spec, notes: [] })
  })

  it('for one network alone, and says so where nothing is written', () => {
    const spec: ArchitectureSpec = { ...architecture(), latent: { size: 3, prior: 'uniform' } }
    const [generator] = textFiles(spec, format)
    if (generator === undefined) throw new Error('the generator is written first')
    expect(importArchitecture([generator]).spec).toMatchObject({ name: 'Test', latent: { prior: 'uniform' } })
    const { gan_studio: _, userDefinedMetadata: __, ...bare } = JSON.parse(generator.text)
    const without = importArchitecture([{ name: 'generator.json', text: JSON.stringify(bare) }])
    expect(without.spec).toMatchObject({ name: 'Imported', latent: { prior: 'normal' } })
    expect(without.notes).toContain('The models do not say what latents are drawn from: it is taken to be normal.')
  })

  it('unless it is damaged', () => {
    const [generator] = textFiles(architecture(), format)
    const text = generator?.text.replaceAll('"adversarial"', '"unheard-of"') ?? ''
    expect(importArchitecture([{ name: 'mine.json', text }]).spec.name).toBe('mine')
  })
})

/** Through a format and back: the layers of one network with what they take. */
function returned(network: NetworkSpec, format: (typeof models)[number]): Record<string, unknown> {
  const spec = architecture({ discriminator: network }, { height: 4, width: 4, channels: 1 })
  const generator = chain(layer.latent, dense(16), reshape(4, 4, 1))
  const whole: ArchitectureSpec = { ...spec, networks: { ...spec.networks, generator } }
  expect(architectureProblems(whole)).toEqual([])
  const { spec: back, notes } = importArchitecture(textFiles(whole, format))
  expect(notes).toEqual([])
  expect(analysisOf(back, 'discriminator').parameters).toBe(analysisOf(whole, 'discriminator').parameters)
  const discriminator = networksOf(back).find(({ role }) => role === 'discriminator')
  return Object.fromEntries(discriminator?.network.layers.map((node) => [node.name, node.layer]) ?? [])
}

/** What docs/exchange.md lists. */
describe.each(models)('%s gives back something else for', (format) => {
  it('a residual block: the layers that it stands for', () => {
    const block: LayerSpec = {
      type: 'residual-block',
      filters: 3,
      resample: 'down',
      normalisation: 'batch',
      initialiser: { type: 'he-normal' },
    }
    const layers = returned(chain(layer.image, block, layer.flatten, dense(1)), format)
    expect(Object.keys(layers)).toEqual([
      'l0',
      'l1_before',
      'l1_before_relu',
      'l1_first',
      'l1_between',
      'l1_between_relu',
      'l1_second',
      'l1_second_down',
      'l1_around',
      'l1_around_down',
      'l1',
      'l2',
      'l3',
    ])
    expect(layers['l1_first']).toMatchObject({ type: 'conv2d', filters: 3, initialiser: { type: 'he-normal' } })
    expect(layers['l1']).toEqual({ type: 'add' })
  })

  it('an orthogonal bias: a normal one of the same variance', () => {
    const biased = { ...dense(4), biasInitialiser: { type: 'orthogonal', gain: 3 } } as const
    const layers = returned(chain(layer.image, layer.flatten, biased, dense(1)), format)
    expect(layers['l2']).toMatchObject({ biasInitialiser: { type: 'normal', mean: 0, deviation: 1.5 } })
  })

  it('Glorot’s uniform bias with five outputs to an input, whose bound the fan-in has too', () => {
    const five = { ...dense(5), biasInitialiser: { type: 'glorot-uniform' } } as const
    const layers = returned(chain(layer.image, layer.flatten, dense(1), five, dense(1)), format)
    expect(layers['l3']).toEqual(dense(5))
  })

  it('layers in any order: the order of their computation', () => {
    const sorted = chain(layer.image, layer.flatten, dense(1))
    const layers = returned({ ...sorted, layers: sorted.layers.toReversed() }, format)
    expect(Object.keys(layers)).toEqual(['l0', 'l1', 'l2'])
  })

  it('a vector that is flattened: in TF.js, which flattens none, the same shape again', () => {
    const layers = returned(chain(layer.image, layer.flatten, dense(4), layer.flatten, dense(1)), format)
    expect(layers['l3']).toEqual(format === 'tfjs' ? { type: 'reshape', shape: [4] } : { type: 'flatten' })
  })

  it('spectral normalisation that is off: its absence', () => {
    const plain = { ...convolution('conv2d', [1, 1, 1, 0]), spectralNormalisation: false }
    const layers = returned(chain(layer.image, plain, layer.flatten, dense(1)), format)
    expect(layers['l1']).toEqual(convolution('conv2d', [1, 1, 1, 0]))
  })
})

it.each<readonly [string, LayerSpec, readonly string[]]>([
  [
    'a maximum over a padding',
    { type: 'pooling', kind: 'max', kernel: 2, stride: 1, padding: 1 },
    ['keras-json', 'keras', 'tfjs'],
  ],
  ['layer normalisation of a table', { type: 'layer-normalisation', epsilon: 1e-5 }, ['tfjs']],
])('%s is refused with its layer by what has none', (_what, refused, formats) => {
  const shape = refused.type === 'pooling' ? [2, 2, 1] : [2, 2]
  const spec = architecture({ discriminator: chain(layer.image, reshape(...shape), refused, layer.flatten, dense(1)) })
  expect(architectureProblems(spec)).toEqual([])
  for (const format of ['keras-json', 'keras', 'tfjs'] as const) {
    if (formats.includes(format)) {
      expect(refusal(() => textFiles(spec, format))).toEqual(['networks.discriminator.layers.l2'])
    } else expect(() => textFiles(spec, format)).not.toThrow()
  }
})
