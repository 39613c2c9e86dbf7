import { catalogue, searchLayers } from '@shared/architecture/edit/catalogue'
import { functions } from '@shared/architecture/edit/functions'
import { ActivationSpec } from '@shared/architecture/layers/activation'
import { describeLayer, LayerSpec, layers } from '@shared/architecture/layers/registry'
import { describe, expect, it } from 'vitest'

/** What Enter adds for what was typed. */
function added(query: string): string {
  const layer = searchLayers(query)[0]?.create([8, 8, 16])
  if (!layer) return 'nothing'
  if (layer.type === 'input') return `input ${layer.source}`
  return ['activation', 'pooling', 'global-pooling'].includes(layer.type)
    ? `${layer.type} ${describeLayer(layer).split(' ')[0]}`
    : layer.type
}

describe('the palette', () => {
  it.each([
    ['activation', 'activation ReLU'],
    ['relu', 'activation ReLU'],
    ['re lu', 'nothing'],
    ['leaky', 'activation LeakyReLU'],
    ['leaky relu', 'activation LeakyReLU'],
    ['lrelu', 'activation LeakyReLU'],
    ['tanh', 'activation tanh'],
    ['sigmoid', 'activation sigmoid'],
    ['sig', 'activation sigmoid'],
    ['elu', 'activation ELU'],
    ['selu', 'activation SELU'],
    ['swish', 'activation Swish'],
    ['SiLU', 'activation Swish'],
    ['gelu', 'activation GELU'],
    ['softplus', 'activation softplus'],
    ['soft', 'activation softplus'],
    ['pool', 'pooling average'],
    ['max pool', 'pooling max'],
    ['maxpool', 'pooling max'],
    ['max-pooling', 'pooling max'],
    ['avg pool', 'pooling average'],
    ['average pooling', 'pooling average'],
    ['global', 'global-pooling average'],
    ['gap', 'global-pooling average'],
    ['mean', 'global-pooling average'],
    ['global average pooling', 'global-pooling average'],
    ['global max', 'global-pooling max'],
    ['global sum', 'global-pooling sum'],
    ['sum', 'add'],
    ['input', 'input latent'],
    ['in', 'input latent'],
    ['latent', 'input latent'],
    ['z', 'input latent'],
    ['image', 'input image'],
    ['noise', 'gaussian-noise'],
    ['label', 'embedding'],
    ['conv', 'conv2d'],
    ['transposed', 'conv2d-transpose'],
    ['deconv', 'conv2d-transpose'],
    ['fc', 'dense'],
    ['linear', 'dense'],
    ['bn', 'batch-normalisation'],
    ['batch', 'batch-normalisation'],
    ['ln', 'layer-normalisation'],
    ['instancenorm', 'instance-normalisation'],
    ['view', 'reshape'],
    ['nearest', 'upsample'],
    ['skip', 'residual-block'],
    ['concat', 'concatenate'],
  ])('adds for “%s” %s', (query, layer) => {
    expect(added(query)).toBe(layer)
  })

  it('has every activation function by its name, its title and its other words', () => {
    for (const schema of ActivationSpec.shape.function.options) {
      const [name] = schema.shape.name.values
      if (name === undefined) throw new Error('a function without a name')
      const { title, words } = functions[name]
      for (const query of [name, title, ...words]) {
        expect(searchLayers(query)[0]?.create(undefined), query).toMatchObject({
          type: 'activation',
          function: { name },
        })
      }
    }
  })

  it('finds every layer type by its title, and makes layers that can be read', () => {
    for (const [type, { title }] of Object.entries(layers)) {
      expect(searchLayers(title)[0]?.create([4, 4, 8]).type, title).toBe(type)
    }
    for (const { create } of [...searchLayers(''), ...Object.values(catalogue)]) {
      const layer = create([4, 4, 8])
      expect(LayerSpec.parse(layer)).toEqual(layer)
    }
  })

  it('has no title twice', () => {
    const titles = searchLayers('').map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
  })
})
