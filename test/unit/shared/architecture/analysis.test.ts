import { analyseArchitecture, architectureProblems } from '@shared/architecture/analysis'
import { analyseNetwork } from '@shared/architecture/network-analysis'
import { MAX_PARAMETERS } from '@shared/architecture/network-check'
import type { NetworkSpec } from '@shared/architecture/spec'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { architecture, chain, convolution, dense, dropout, layer, reshape } from '../../../support/networks'

const context = { latent: [3], image: [8, 8, 1] }
const problemsOf = (network: NetworkSpec) =>
  analyseNetwork(network, context).problems.map(({ layer: name, message }) => [name, message])

describe('analyseNetwork', () => {
  test('infers shapes and counts parameters and multiply-adds', () => {
    const network = chain(
      layer.image,
      convolution('conv2d', [4, 3, 2, 1]),
      layer.normalise,
      dropout(0.5),
      convolution('conv2d-transpose', [2, 4, 2, 1], false),
      layer.flatten,
      dense(5),
    )
    const { layers, output, parameters, multiplyAdds, problems } = analyseNetwork(network, context)
    expect(problems).toEqual([])
    expect(layers.map(({ shape }) => shape)).toEqual([
      [8, 8, 1],
      [4, 4, 4],
      [4, 4, 4],
      [4, 4, 4],
      [8, 8, 2],
      [128],
      [5],
    ])
    expect(output).toEqual([5])
    // Counted by hand: 3·3·1·4 + 4, twice 4, 4·4·2·4, 128·5 + 5.
    expect(layers.map((placed) => placed.parameters)).toEqual([0, 40, 8, 0, 128, 0, 645])
    expect(parameters).toBe(821)
    // 4·4 places · 36, one for each value, 4·4·4 inputs · 16 · 2, 128·5.
    expect(multiplyAdds).toBe(576 + 64 + 2048 + 640)
  })

  test('has the numbers that PyTorch’s convolutions have', () => {
    // torch.nn.Conv2d and ConvTranspose2d: sizes of the docs' formulas for stride, padding and a remainder.
    const sized = (kind: 'conv2d' | 'conv2d-transpose', kernel: number, stride: number, padding: number) =>
      analyseNetwork(chain(layer.image, convolution(kind, [1, kernel, stride, padding])), {
        latent: [1],
        image: [7, 10, 1],
      }).output
    expect(sized('conv2d', 4, 2, 1)).toEqual([3, 5, 1])
    expect(sized('conv2d', 3, 3, 0)).toEqual([2, 3, 1])
    expect(sized('conv2d', 5, 1, 2)).toEqual([7, 10, 1])
    expect(sized('conv2d-transpose', 4, 2, 1)).toEqual([14, 20, 1])
    expect(sized('conv2d-transpose', 3, 2, 0)).toEqual([15, 21, 1])
    expect(sized('conv2d-transpose', 5, 3, 2)).toEqual([19, 28, 1])
  })

  test('finds its way whatever order the layers are written in', () => {
    const network = chain(layer.image, layer.flatten, dense(6), layer.relu, dense(2))
    fc.assert(
      fc.property(fc.shuffledSubarray([...network.layers], { minLength: network.layers.length }), (layers) => {
        const analysis = analyseNetwork({ ...network, layers }, context)
        expect(analysis.problems).toEqual([])
        expect(analysis.layers.map(({ node }) => node.name)).toEqual(network.layers.map(({ name }) => name))
      }),
    )
  })

  test.each<[string, NetworkSpec, [string | undefined, string][]]>([
    [
      'a vector where an image is needed',
      chain(layer.latent, convolution('conv2d', [1, 3, 1, 1])),
      [['l1', 'needs an image but gets 3']],
    ],
    [
      'the same for the transposed kind',
      chain(layer.latent, convolution('conv2d-transpose', [1, 3, 1, 1])),
      [['l1', 'needs an image but gets 3']],
    ],
    ['an image where a vector is needed', chain(layer.image, dense(1)), [['l1', 'needs a vector but gets 8×8×1']]],
    [
      'a kernel larger than the image',
      chain(layer.image, convolution('conv2d', [1, 9, 1, 0])),
      [['l1', 'its 9×9 kernel is larger than the padded 8×8×1 input']],
    ],
    [
      'padding that removes the output',
      chain(layer.image, convolution('conv2d-transpose', [1, 1, 1, 4])),
      [['l1', 'its padding removes the whole output']],
    ],
    [
      'padding as large as the kernel',
      chain(layer.image, convolution('conv2d-transpose', [1, 2, 2, 2])),
      [['l1', 'its padding is as large as its kernel']],
    ],
    ['a reshape that does not fit', chain(layer.latent, reshape(2, 2)), [['l1', 'gets 3 values (3) but 2×2 holds 4']]],
    [
      'an output that does not exist',
      { ...chain(layer.latent), output: 'gone' },
      [[undefined, 'ends at the layer “gone”, which does not exist']],
    ],
    [
      'a layer without its input',
      { layers: [{ name: 'a', inputs: [], layer: layer.relu }], output: 'a' },
      [['a', 'takes 1 input but has 0']],
    ],
    [
      'a source that does not exist',
      { layers: [{ name: 'a', inputs: ['gone'], layer: layer.relu }], output: 'a' },
      [['a', 'takes its input from “gone”, which does not exist']],
    ],
    [
      'two layers of one name',
      { layers: [...chain(layer.latent).layers, { name: 'l0', inputs: [], layer: layer.latent }], output: 'l0' },
      [['l0', 'has the name of another layer']],
    ],
    [
      'a cycle',
      {
        layers: [
          { name: 'a', inputs: ['b'], layer: layer.relu },
          { name: 'b', inputs: ['a'], layer: layer.relu },
        ],
        output: 'b',
      },
      [
        ['a', 'is part of a cycle'],
        ['b', 'is part of a cycle'],
      ],
    ],
    [
      'a layer that leads nowhere',
      { layers: [...chain(layer.latent).layers, { name: 'aside', inputs: ['l0'], layer: layer.relu }], output: 'l0' },
      [['aside', 'leads nowhere']],
    ],
  ])('names the layer and the fix for %s', (_name, network, expected) => {
    expect(problemsOf(network)).toEqual(expected)
    for (const { fix } of analyseNetwork(network, context).problems) expect(fix).not.toBe('')
  })

  test('never throws on a graph of any form', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd')
    const node = fc.record({
      name,
      inputs: fc.array(name, { maxLength: 3 }),
      layer: fc.constantFrom(layer.latent, layer.image, layer.relu, layer.flatten, dense(2), reshape(2, 2, 1)),
    })
    fc.assert(
      fc.property(fc.record({ layers: fc.array(node, { minLength: 1, maxLength: 6 }), output: name }), (network) => {
        const { problems, output, layers } = analyseNetwork(network, context)
        if (problems.length === 0) expect(output).toBeDefined()
        const seen = new Set<string>()
        for (const { node: placed } of layers) {
          for (const source of placed.inputs) expect(seen.has(source)).toBe(true)
          seen.add(placed.name)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('analyseArchitecture', () => {
  test('has no problem with networks that fit each other', () => {
    expect(architectureProblems(architecture())).toEqual([])
    const { generator, discriminator } = analyseArchitecture(architecture())
    expect([generator.parameters, discriminator.parameters]).toEqual([16, 5])
  })

  test.each([
    [
      'a generator of another size',
      { generator: chain(layer.latent, dense(9), reshape(3, 3, 1)) },
      'networks.generator.layers.l2',
      'puts out 3×3×1',
    ],
    [
      'a discriminator of two values',
      { discriminator: chain(layer.image, layer.flatten, dense(2)) },
      'networks.discriminator.layers.l2',
      'must end at 1',
    ],
    [
      'a generator without parameters',
      { generator: chain(layer.latent, reshape(3, 1, 1)) },
      'networks.generator',
      'no parameters',
    ],
    [
      'a discriminator on latents',
      { discriminator: chain(layer.latent, dense(1)) },
      'networks.discriminator',
      'no image input',
    ],
    [
      'a discriminator on latents, at the layer',
      { discriminator: chain(layer.latent, dense(1)) },
      'networks.discriminator.layers.l0',
      'takes the latent',
    ],
    [
      'too many parameters',
      { generator: chain(layer.latent, dense(100_000), dense(100_000), dense(4), reshape(2, 2, 1)) },
      'networks.generator',
      MAX_PARAMETERS.toLocaleString('en'),
    ],
  ])('refuses %s', (_name, networks, path, message) => {
    const problems = architectureProblems(architecture(networks))
    expect(problems.filter((problem) => problem.path === path).map((problem) => problem.message)).toEqual([
      expect.stringContaining(message),
    ])
  })
})
