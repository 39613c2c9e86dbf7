import { analysisOf } from '@shared/architecture/analysis'
import { repeatedBlocks } from '@shared/architecture/blocks'
import { applyEdit } from '@shared/architecture/edit/edit'
import { card } from '@shared/architecture/layout'
import { networksOf } from '@shared/architecture/networks'
import type { ArchitectureSpec, LayerNode } from '@shared/architecture/spec'
import { dcgan } from '@shared/architecture/templates/dcgan'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphMaker, type LayerCard } from '../../../../src-renderer/architecture/graph'
import { quickConfig } from '../training/quick-config'

const { architecture } = quickConfig
const analysed = (spec: ArchitectureSpec) =>
  networksOf(spec).map(({ role, network }) => ({ role, network, analysis: analysisOf(spec, role) }))
const architectureGraph = (spec: ArchitectureSpec) => new GraphMaker().columns(analysed(spec))
const activation = (name: string, inputs: string[]): LayerNode => ({
  name,
  inputs,
  layer: { type: 'activation', function: { name: 'relu' } },
})

/** An architecture with this generator; its shapes are of no interest. */
const withGenerator = (layers: LayerNode[]): ArchitectureSpec => ({
  ...architecture,
  networks: { ...architecture.networks, generator: { layers, output: layers.at(-1)?.name ?? 'none' } },
})

const overlap = (a: LayerCard, b: LayerCard): boolean =>
  Math.abs(a.x - b.x) < card.width && Math.abs(a.y - b.y) < card.height

describe('architectureGraph', () => {
  it('shows each layer with its shape, numbers and share', () => {
    const [generator, discriminator] = architectureGraph(architecture)
    expect(generator?.cards.map(({ title, numbers, shape }) => [title, numbers, shape])).toEqual([
      ['Input', 'latent', '20'],
      ['Dense', '100', '100'],
      ['Dense', '784', '784'],
      ['Activation', 'tanh', '784'],
      ['Reshape', '28×28×1', '28×28×1'],
    ])
    expect(generator?.analysis.parameters).toBe(20 * 100 + 100 + 100 * 784 + 784)
    expect(generator?.links.map(({ source, target, shape }) => [source, target, shape])).toContainEqual([
      'generator/hidden',
      'generator/pixels',
      '100',
    ])
    for (const network of [generator, discriminator]) {
      expect(network?.cards.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    }
  })

  it('puts the networks side by side', () => {
    const [generator, discriminator] = architectureGraph(architecture)
    const right = Math.max(...(generator?.cards ?? []).map(({ x }) => x + card.width))
    expect(Math.min(...(discriminator?.cards ?? []).map(({ x }) => x))).toBeGreaterThan(right)
  })

  it('lets data flow downwards without overlaps, whatever the graph', () => {
    const sources = fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 25 })
    fc.assert(
      fc.property(sources, (wanted) => {
        const layers: LayerNode[] = [
          { name: 'l0', inputs: [], layer: { type: 'input', source: 'latent' } },
          ...wanted.map((from, i) => activation(`l${i + 1}`, [...new Set(from.map((n) => `l${n % (i + 1)}`))])),
        ]
        const [generator] = architectureGraph(withGenerator(layers))
        const cards = generator?.cards ?? []
        const byId = new Map(cards.map((one) => [one.id, one]))
        expect(cards.length).toBe(layers.length)
        for (const { source, target } of generator?.links ?? []) {
          const [from, to] = [byId.get(source), byId.get(target)]
          expect((from?.y ?? 0) + card.height).toBeLessThan(to?.y ?? 0)
        }
        for (const [i, a] of cards.entries()) {
          for (const b of cards.slice(i + 1)) expect(overlap(a, b)).toBe(false)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('keeps the cards that an edit does not touch', () => {
    const maker = new GraphMaker()
    const [before] = maker.columns(analysed(architecture))
    const hidden = architecture.networks.generator.layers.find(({ name }) => name === 'hidden')
    if (hidden?.layer.type !== 'dense') throw new Error('the hidden layer is dense')
    const layer = { ...hidden.layer, biasInitialiser: { type: 'constant', value: 1 } } as const
    const edited = applyEdit(architecture, { type: 'set', role: 'generator', name: 'hidden', layer })
    const [after] = maker.columns(analysed(edited))
    const moved = after?.cards.filter((one, i) => one !== before?.cards[i]).map(({ node }) => node.name)
    expect(moved).toEqual(['hidden'])
    expect(after?.links.every((link, i) => link === before?.links[i])).toBe(true)
  })

  it('lays out 2,000 layers in a row, and skips over all of them', () => {
    const layers = Array.from({ length: 2000 }, (_, i) => activation(`l${i}`, i === 0 ? [] : [`l${i - 1}`, 'l0']))
    const [generator] = architectureGraph(withGenerator(layers))
    expect(new Set(generator?.cards.map(({ y }) => y)).size).toBe(2000)
  })

  it('draws what is wrong too: missing inputs, cycles, shapes that do not fit', () => {
    const [cyclic] = architectureGraph(withGenerator([activation('a', ['b']), activation('b', ['a'])]))
    expect(cyclic?.cards.map(({ shape }) => shape)).toEqual([undefined, undefined])
    expect(cyclic?.cards[0]?.problems[0]?.message).toContain('cycle')
    const [dangling] = architectureGraph(withGenerator([activation('a', ['nowhere'])]))
    expect(dangling?.links).toEqual([])
    expect(dangling?.cards[0]?.problems.length).toBe(1)
  })

  it('shows a folded block as one card with what its layers have together, and draws it anew only when it says something else', () => {
    const spec = dcgan({ image: { height: 32, width: 32, channels: 3 }, filters: 8, latent: 10 })
    const maker = new GraphMaker()
    const open = maker.columns(analysed(spec))
    const folded = analysed(spec).map((one) => ({ ...one, folded: repeatedBlocks(one.network) }))
    const [generator] = maker.columns(folded)
    const blocks = (generator?.cards ?? []).filter(({ block }) => block !== undefined)
    expect(blocks.map(({ id, title, shape }) => [id, title, shape])).toEqual([
      ['generator/activation2', 'Block 1 of 2', '8×8×16'],
      ['generator/activation3', 'Block 2 of 2', '16×16×8'],
    ])
    const names = blocks[0]?.block?.names ?? []
    const within = (open[0]?.cards ?? []).filter(({ node }) => names.includes(node.name))
    expect(blocks[0]?.parameters).toBe(within.reduce((sum, { parameters }) => sum + parameters, 0))
    expect(generator?.links).toHaveLength((generator?.cards.length ?? 0) - 1)
    const renamed = applyEdit(spec, { type: 'rename', role: 'generator', name: 'tanh', to: 'end' })
    const [again] = maker.columns(analysed(renamed).map((one) => ({ ...one, folded: repeatedBlocks(one.network) })))
    expect(again?.cards.filter(({ block }) => block).map(({ face }) => face)).toEqual(blocks.map(({ face }) => face))
    expect(again?.cards.find(({ id }) => id === 'generator/activation2')?.face).toBe(blocks[0]?.face)
  })
})
