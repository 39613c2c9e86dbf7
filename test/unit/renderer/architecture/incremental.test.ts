import { networkListOf } from '@shared/architecture/analysis'
import { applyEdit } from '@shared/architecture/edit/edit'
import { networksOf } from '@shared/architecture/networks'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { GraphMaker, type LayerCard, type NetworkColumn } from '../../../../src-renderer/architecture/graph'
import { settingsOf } from '../../../../src-renderer/architecture/settings'
import { architectures, editOf, intents } from '../../../support/random-architectures'

/** The same architecture made of other objects, of which nothing can be known yet. */
const strange = (spec: ArchitectureSpec): ArchitectureSpec => structuredClone(spec)
const analysed = (spec: ArchitectureSpec) =>
  networksOf(spec).flatMap(({ role, network }) => {
    const analysis = networkListOf(spec).find((one) => one.role === role)
    return analysis ? [{ role, network, analysis }] : []
  })
/** What follows from an architecture, without its functions. */
const facts = (spec: ArchitectureSpec) => networkListOf(spec).map(({ rule: _rule, ...network }) => network)
const walk = fc.tuple(architectures, fc.array(intents, { maxLength: 15 }), fc.array(fc.boolean(), { maxLength: 15 }))

/** The architectures after each of some edits, now and then going back to the one before. */
function states([first, wanted, back]: typeof walk extends fc.Arbitrary<infer T> ? T : never): ArchitectureSpec[] {
  const all = [first]
  for (const [i, intent] of wanted.entries()) {
    const last = all.at(-1) ?? first
    all.push(applyEdit(last, editOf(last, intent)))
    if (back[i]) all.push(last)
  }
  return all
}

/** A card without what it may keep from before: shares within half a percent. */
const said = ({ face, share, compute, ...card }: LayerCard) => ({ ...card, face: face.id, placed: card.placed?.shape })
const drawn = (columns: readonly NetworkColumn[]) =>
  columns.map(({ cards, analysis, ...column }) => ({
    ...column,
    cards: cards.map(said),
    parameters: analysis.parameters,
  }))

it('knows the same after any edits as of an architecture that it sees for the first time', () => {
  fc.assert(
    fc.property(walk, (steps) => {
      for (const spec of states(steps)) expect(facts(spec)).toEqual(facts(strange(spec)))
    }),
    { numRuns: 60 },
  )
})

it('draws the same after any edits as from nothing, with shares that look the same', () => {
  fc.assert(
    fc.property(walk, (steps) => {
      const maker = new GraphMaker()
      for (const spec of states(steps)) {
        const [now, anew] = [maker.columns(analysed(spec)), new GraphMaker().columns(analysed(strange(spec)))]
        expect(drawn(now)).toEqual(drawn(anew))
        const fresh = new Map(anew.flatMap(({ cards }) => cards.map((card) => [card.id, card])))
        for (const card of now.flatMap(({ cards }) => cards)) {
          expect(Math.floor(card.share * 200)).toBe(Math.floor((fresh.get(card.id)?.share ?? -1) * 200))
          expect(Math.floor(card.compute * 200)).toBe(Math.floor((fresh.get(card.id)?.compute ?? -1) * 200))
        }
      }
    }),
    { numRuns: 60 },
  )
})

it('keeps the facts of the layers before an edited one, and of the other network', () => {
  const of = (units: number) => ({
    name: 'middle',
    inputs: ['start'],
    layer: {
      type: 'dense',
      units,
      bias: false,
      initialiser: { type: 'glorot-uniform' },
      biasInitialiser: { type: 'constant', value: 0 },
    } as const,
  })
  const input = (source: 'latent' | 'image') => ({
    name: 'start',
    inputs: [],
    layer: { type: 'input', source } as const,
  })
  const spec: ArchitectureSpec = {
    family: 'adversarial',
    version: 2,
    name: 'small',
    image: { height: 1, width: 1, channels: 1 },
    latent: { size: 3, prior: 'normal' },
    networks: {
      generator: { layers: [input('latent'), of(4)], output: 'middle' },
      discriminator: { layers: [input('image'), of(1)], output: 'middle' },
    },
  }
  const edited = applyEdit(spec, { type: 'set', role: 'generator', name: 'middle', layer: of(5).layer })
  const [[generator, discriminator], [later, same]] = [networkListOf(spec), networkListOf(edited)]
  expect(later?.layers[0]).toBe(generator?.layers[0])
  expect(later?.layers[1]).not.toBe(generator?.layers[1])
  expect(same?.layers).toBe(discriminator?.layers)
})

it('keeps the settings that did not change', () => {
  const layer = { type: 'dropout', rate: 0.5 } as const
  const before = settingsOf(layer)
  expect(settingsOf({ ...layer }, before)).toEqual(before)
  expect(settingsOf({ ...layer }, before)[0]).toBe(before[0])
  expect(settingsOf({ ...layer, rate: 0.25 }, before).map(({ value }) => value)).toEqual([0.25])
})
