import { moveTogether } from '@shared/architecture/edit/move-together'
import { consumersOf, leadsTo, moveAfter } from '@shared/architecture/edit/network-edits'
import type { NetworkSpec } from '@shared/architecture/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chain, dense, layer } from '../../../../support/networks'
import { networks } from '../../../../support/random-architectures'

const wiring = ({ layers, output }: NetworkSpec): string =>
  [...layers.map(({ name, inputs }) => `${inputs.join('+') || '·'}>${name}`), `=${output}`].join(' ')
const moved = (network: NetworkSpec, names: readonly string[], after: string) =>
  wiring(moveTogether(network, new Set(names), after))

const six = chain(layer.latent, dense(4), layer.relu, dense(4), layer.tanh, dense(2))

/** l0 → a → b → sum(b + l0) → end. */
const skipping: NetworkSpec = {
  layers: [
    { name: 'l0', inputs: [], layer: layer.latent },
    { name: 'a', inputs: ['l0'], layer: dense(3) },
    { name: 'b', inputs: ['a'], layer: layer.relu },
    { name: 'sum', inputs: ['b', 'l0'], layer: { type: 'add' } },
    { name: 'mid', inputs: ['sum'], layer: layer.tanh },
    { name: 'end', inputs: ['mid'], layer: dense(2) },
  ],
  output: 'end',
}

describe('layers that are moved together', () => {
  it('close the gap that they leave, and stay connected as they were', () => {
    expect(moved(six, ['l1', 'l2'], 'l4')).toBe('·>l0 l0>l3 l3>l4 l4>l1 l1>l2 l2>l5 =l5')
    expect(moved(six, ['l3', 'l4'], 'l0')).toBe('·>l0 l0>l3 l3>l4 l4>l1 l1>l2 l2>l5 =l5')
    expect(moved(six, ['l4', 'l5'], 'l0')).toBe('·>l0 l0>l4 l4>l5 l5>l1 l1>l2 l2>l3 =l3')
  })

  it('follow each other where they were apart', () => {
    expect(moved(six, ['l1', 'l3'], 'l4')).toBe('·>l0 l0>l2 l2>l4 l4>l1 l1>l3 l3>l5 =l5')
  })

  it('keep what a sum among them takes from elsewhere, in the order of its inputs', () => {
    expect(moved(skipping, ['b', 'sum'], 'mid')).toBe('·>l0 l0>a a>mid mid>b b+l0>sum sum>end =end')
    const other = {
      ...skipping,
      layers: skipping.layers.map((n) => (n.name === 'sum' ? { ...n, inputs: ['l0', 'b'] } : n)),
    }
    expect(moved(other, ['b', 'sum'], 'mid')).toBe('·>l0 l0>a a>mid mid>b l0+b>sum sum>end =end')
  })

  it('leave inputs, and sums of which nothing comes along, where they are', () => {
    expect(moved(skipping, ['l0', 'sum', 'a'], 'mid')).toBe(wiring(moveAfter(skipping, 'a', 'mid')))
    expect(moveTogether(skipping, new Set(['l0', 'sum']), 'end')).toBe(skipping)
    expect(moveTogether(skipping, new Set(['a', 'b']), 'b')).toBe(skipping)
    expect(moveTogether(skipping, new Set(['a', 'b']), 'nothing')).toBe(skipping)
  })

  it('are all there afterwards, without a circle, with the connections among them', () => {
    const wanted = fc.tuple(networks, fc.array(fc.nat(), { minLength: 2, maxLength: 6 }), fc.nat())
    fc.assert(
      fc.property(wanted, ([network, chosen, at]) => {
        const name = (n: number) => network.layers[n % network.layers.length]?.name ?? ''
        const names = new Set(chosen.map(name))
        const after = moveTogether(network, names, name(at))
        const sorted = ({ layers }: NetworkSpec) => layers.map((node) => node.name).sort()
        expect(sorted(after)).toEqual(sorted(network))
        expect(sorted(after)).toContain(after.output)
        for (const { name: own, inputs } of after.layers) {
          for (const input of inputs) {
            expect(sorted(after)).toContain(input)
            expect(leadsTo(after, own, input)).toBe(false)
          }
        }
        for (const { name: own, inputs } of network.layers) {
          if (!names.has(own)) continue
          // A layer and the one that it takes both come along for sure where each has one input.
          const [input] = inputs
          const source = network.layers.find((one) => one.name === input)
          if (inputs.length !== 1 || source === undefined || !names.has(source.name)) continue
          if (source.inputs.length === 1 && after !== network) {
            expect(consumersOf(after, source.name).map((one) => one.name)).toContain(own)
          }
        }
      }),
    )
  })
})
