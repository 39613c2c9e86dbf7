import { architectureDifference } from '@shared/architecture/difference'
import { drawDifference } from '@shared/architecture/difference-graph'
import { networkOf } from '@shared/architecture/networks'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { architecture, chain, dense, layer } from '../../../support/networks'
import { architectures } from '../../../support/random-architectures'

it('draws a layer that is in both once, with the connections of both', () => {
  const before = architecture({ generator: chain(layer.latent, dense(4), layer.tanh) })
  const after = architecture({ generator: chain(layer.latent, dense(4), layer.relu, dense(9)) })
  const [generator] = architectureDifference(before, after).networks
  if (!generator) throw new Error('there is a generator')
  const { cards, links } = drawDifference(generator)
  expect(cards.map(({ difference }) => difference.type)).toEqual(generator.layers.map(({ type }) => type))
  expect(links.map(({ presence }) => presence)).toEqual(['same', 'same', 'added'])
})

it('has a card for each layer and a line for each connection of either', () => {
  fc.assert(
    fc.property(architectures, architectures, (first, second) => {
      for (const network of architectureDifference(first, second).networks) {
        const { cards, links } = drawDifference(network)
        expect(cards.length).toBe(network.layers.length)
        const places = new Set(cards.map(({ x, y }) => `${x} ${y}`))
        expect(places.size).toBe(cards.length)
        const count = (presence: string) => links.filter((link) => link.presence === presence).length
        const inputs = (of: typeof first) =>
          new Set(
            (networkOf(of, network.role)?.layers ?? []).flatMap((node) =>
              node.inputs.map((input) => `${input} ${node.name}`),
            ),
          ).size
        expect(count('same') + count('removed')).toBe(inputs(first))
        expect(count('same') + count('added')).toBe(inputs(second))
      }
    }),
  )
})
