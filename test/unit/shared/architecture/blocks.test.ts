import { foldBlocks, repeatedBlocks } from '@shared/architecture/blocks'
import type { LayerSpec } from '@shared/architecture/layers/registry'
import { dcgan } from '@shared/architecture/templates/dcgan'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chain, layer } from '../../../support/networks'
import { networks } from '../../../support/random-architectures'
import { presetConfig } from '../../../support/studio-records'

it('finds what comes again in a generator: a convolution, what normalises it, its activation', () => {
  const { generator } = dcgan({ image: { height: 64, width: 64, channels: 3 }, filters: 8, latent: 10 }).networks
  expect(repeatedBlocks(generator).map(({ names, number, of }) => [names.join(' '), number, of])).toEqual([
    ['up1 normalise2 activation2', 1, 3],
    ['up2 normalise3 activation3', 2, 3],
    ['up3 normalise4 activation4', 3, 3],
  ])
})

it('finds blocks with a way around them', () => {
  const { architecture } = presetConfig('cyclegan')
  if (architecture.family !== 'cyclegan') throw new Error('it translates')
  const { generatorAB } = architecture.networks
  const sums = generatorAB.layers.flatMap(({ name, layer }) => (layer.type === 'add' ? [name] : []))
  const residual = repeatedBlocks(generatorAB).filter(({ id }) => sums.includes(id))
  expect(residual.map(({ id }) => id)).toEqual(sums)
  expect(new Set(residual.map(({ names }) => names.length))).toEqual(new Set([6]))
})

it('takes a run of residual blocks that are one layer each as one', () => {
  const block: LayerSpec = {
    type: 'residual-block',
    filters: 3,
    resample: 'same',
    normalisation: 'none',
    initialiser: { type: 'he-uniform' },
  }
  const [only, ...others] = repeatedBlocks(chain(layer.image, block, block, block, layer.flatten))
  expect(only).toEqual({ id: 'l3', names: ['l1', 'l2', 'l3'], number: 1, of: 1 })
  expect(others).toEqual([])
})

it('folds so that every other layer stays and is connected as before', () => {
  fc.assert(
    fc.property(networks, (network) => {
      const blocks = repeatedBlocks(network)
      const names = blocks.flatMap((block) => block.names)
      expect(new Set(names).size).toBe(names.length)
      const folded = foldBlocks(network, blocks)
      const inner = new Set(blocks.flatMap((block) => block.names.slice(0, -1)))
      expect(folded.layers.map(({ name }) => name)).toEqual(
        network.layers.map(({ name }) => name).filter((name) => !inner.has(name)),
      )
      for (const { inputs } of folded.layers) for (const input of inputs) expect(inner.has(input)).toBe(false)
      expect(foldBlocks(network, [])).toBe(network)
    }),
  )
})
