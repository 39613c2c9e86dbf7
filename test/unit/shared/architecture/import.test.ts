import { architectureProblems } from '@shared/architecture/analysis'
import { serialise } from '@shared/architecture/edit/serialise'
import { textFiles } from '@shared/architecture/export/formats'
import { importArchitecture } from '@shared/architecture/import/import'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import { dcgan } from '@shared/architecture/templates/dcgan'
import { StudioError } from '@shared/contract/errors'
import { describe, expect, it } from 'vitest'
import { nested } from '../../../support/nested'
import { presetConfig } from '../../../support/studio-records'

const spec = dcgan({ image: { height: 16, width: 8, channels: 3 }, filters: 4, latent: 7 })

const models = (of: ArchitectureSpec, format: 'keras-json' | 'tfjs') => [...textFiles(of, format)]

function failure(work: () => unknown): StudioError {
  try {
    work()
  } catch (error) {
    if (error instanceof StudioError) return error
  }
  throw new Error('nothing was refused')
}

const layer = (class_name: string, config: object, ...from: string[]) => ({
  class_name,
  config: { name: class_name, ...config },
  inbound_nodes: from.length === 0 ? [] : [from.map((name) => [name, 0, 0, {}])],
})
const model = (...layers: object[]) => ({
  name: 'model.json',
  text: JSON.stringify({
    class_name: 'Functional',
    config: { name: 'odd', layers, output_layers: [['Dense', 0, 0]] },
  }),
})
const image = layer('InputLayer', { batch_shape: [null, 8, 8, 3] })

describe('import', () => {
  it.each([
    ['objects', nested('{"config":', '1', '}')],
    ['lists', nested('[', '', ']')],
    ['a Keras model', `{"class_name":"Functional","config":${nested('{"layers":[', '', ']}')}}`],
  ])('refuses %s that nest 10,000 deep', (_, text) => {
    expect(failure(() => importArchitecture([{ name: 'deep.json', text }]))).toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('takes an architecture of the studio as it is, or under another name', () => {
    const file = { name: 'mine.json', text: serialise(spec) }
    expect(importArchitecture([file])).toEqual({ spec, notes: [] })
    expect(importArchitecture([file], 'Other').spec).toEqual({ ...spec, name: 'Other' })
  })

  it.each(['keras-json', 'tfjs'] as const)('joins the %s of two networks to the pair that they were', (format) => {
    expect(importArchitecture(models(spec, format), spec.name)).toEqual({ spec, notes: [] })
  })

  it('joins the four networks of a CycleGAN', () => {
    const { architecture } = presetConfig('cyclegan')
    const { spec: back } = importArchitecture(models(architecture, 'keras-json'), architecture.name)
    expect(back.family).toBe('cyclegan')
    expect(architectureProblems(back)).toEqual([])
  })

  it('gives a generator alone a discriminator, and the other way round', () => {
    for (const file of models(spec, 'keras-json')) {
      const { spec: back, notes } = importArchitecture([file], 'Alone')
      expect(architectureProblems(back)).toEqual([])
      expect(notes).toHaveLength(1)
    }
  })

  it('reads what Keras writes: chains without input layers, activations within layers, “same”, strings', () => {
    const chain = {
      class_name: 'Sequential',
      config: {
        name: 'judge',
        layers: [
          layer('Conv2D', {
            name: 'a/b',
            batch_input_shape: [null, 8, 8, 1],
            filters: 4,
            kernel_size: [4, 4],
            strides: [2, 2],
            padding: 'same',
            activation: 'relu',
            kernel_initializer: 'he_uniform',
          }),
          layer('Flatten', {}),
          layer('Dense', { units: 5, activation: 'softmax' }),
        ],
      },
    }
    const { spec: back, notes } = importArchitecture([{ name: 'judge.json', text: JSON.stringify(chain) }])
    if (back.family !== 'classifier') throw new Error('it sorts images')
    const [, convolution, relu] = back.networks.classifier.layers
    expect(convolution).toMatchObject({
      name: 'a_b',
      layer: { kernel: 4, stride: 2, padding: 1, initialiser: { type: 'he-uniform' } },
    })
    expect(relu).toMatchObject({ inputs: ['a_b'], layer: { type: 'activation', function: { name: 'relu' } } })
    expect([back.classes, back.name]).toEqual([5, 'judge'])
    expect(notes).toEqual(['Dense is left out: the softmax is part of the loss here'])
  })

  it('names every layer that it does not understand, and why', () => {
    const flat = layer('Flatten', {}, 'LSTM')
    const dense = layer('Dense', { units: 1 }, 'Flatten')
    const {
      code,
      failure: details,
      message,
    } = failure(() =>
      importArchitecture([
        model(
          image,
          layer('LSTM', { units: 3 }, 'InputLayer'),
          flat,
          dense,
          layer('Conv2D', { filters: 2, kernel_size: [3, 3], dilation_rate: [2, 2] }, 'InputLayer'),
        ),
      ]),
    )
    expect(code).toBe('INVALID_INPUT')
    expect(message).toBe('model.json: 2 layers cannot be imported')
    expect(details.problems).toEqual([
      { path: 'LSTM', message: 'is of the class LSTM, which the studio does not know' },
      { path: 'Conv2D', message: 'has the setting dilation_rate: [2,2], which the studio cannot have' },
    ])
  })

  it.each([
    [
      'uneven padding',
      [layer('Conv2D', { filters: 2, kernel_size: 3, strides: 2, padding: 'same' }, 'InputLayer')],
      'pads unevenly',
    ],
    [
      'channels first',
      [layer('Conv2D', { filters: 2, kernel_size: 3, data_format: 'channels_first' }, 'InputLayer')],
      'data_format',
    ],
    [
      'a padding by itself',
      [layer('ZeroPadding2D', { padding: 1 }, 'InputLayer'), layer('Flatten', {}, 'ZeroPadding2D')],
      'pads what is no convolution',
    ],
    ['a layer that is not there', [layer('Flatten', {}, 'elsewhere')], 'takes a layer that is not there'],
  ])('refuses %s', (_name, layers, words) => {
    const { failure: details } = failure(() => importArchitecture([model(image, ...layers)]))
    expect(JSON.stringify(details.problems)).toContain(words)
  })

  it.each([
    ['text', 'not json', 'is not JSON'],
    ['other JSON', '{"a": 1}', 'is neither an architecture of the studio nor a Keras'],
    [
      'a model of words',
      JSON.stringify({
        class_name: 'Sequential',
        config: { layers: [layer('InputLayer', { batch_shape: [null, null] })] },
      }),
      'cannot be imported',
    ],
  ])('refuses %s', (_name, text, words) => {
    expect(failure(() => importArchitecture([{ name: 'file', text }])).message).toContain(words)
  })
})
