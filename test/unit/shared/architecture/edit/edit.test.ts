import { analyseArchitecture } from '@shared/architecture/analysis'
import { applyEdit } from '@shared/architecture/edit/edit'
import { clipText, copyLayers, parseClip, pasteFragment } from '@shared/architecture/edit/fragment'
import { record, redo, startHistory, undo } from '@shared/architecture/edit/history'
import { connectionRefusal, possibleSources } from '@shared/architecture/edit/network-edits'
import { serialise } from '@shared/architecture/edit/serialise'
import { networkOf, networksOf } from '@shared/architecture/networks'
import { ArchitectureSpec, type NetworkSpec } from '@shared/architecture/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { architecture, chain, dense, layer } from '../../../../support/networks'
import { architectures, editOf, intents, networks } from '../../../../support/random-architectures'

const wiring = ({ layers, output }: NetworkSpec): string =>
  [...layers.map(({ name, inputs }) => `${inputs.join('+') || '·'}>${name}`), `=${output}`].join(' ')

const generatorOf = (spec: ArchitectureSpec): NetworkSpec => networkOf(spec, 'generator') ?? { layers: [], output: '' }

const generatorAfter = (edit: Parameters<typeof applyEdit>[1], network = chain(layer.latent, dense(4), layer.tanh)) =>
  wiring(generatorOf(applyEdit(architecture({ generator: network }), edit)))

describe('edits', () => {
  it('put a layer behind another one and pass its consumers on', () => {
    const add = (after: string | undefined) =>
      generatorAfter({ type: 'add', role: 'generator', layer: layer.relu, after })
    expect(add('l0')).toBe('·>l0 l0>activation activation>l1 l1>l2 =l2')
    expect(add('l2')).toBe('·>l0 l0>l1 l1>l2 l2>activation =activation')
    expect(add(undefined)).toBe('·>l0 l0>l1 l1>l2 ·>activation =l2')
  })

  it('put a layer into one connection and leave the others', () => {
    const branched: NetworkSpec = {
      layers: [
        { name: 'z', inputs: [], layer: layer.latent },
        { name: 'a', inputs: ['z'], layer: dense(4) },
        { name: 'sum', inputs: ['a', 'z'], layer: { type: 'add' } },
      ],
      output: 'sum',
    }
    const edit = { type: 'insert', role: 'generator', layer: layer.relu, source: 'z', target: 'sum' } as const
    expect(generatorAfter(edit, branched)).toBe('·>z z>activation z>a a+activation>sum =sum')
  })

  it('close the gap where a layer is removed', () => {
    const remove = (...names: string[]) =>
      generatorAfter({ type: 'remove', layers: names.map((name) => ({ role: 'generator', name })) })
    expect(remove('l1')).toBe('·>l0 l0>l2 =l2')
    expect(remove('l1', 'l2')).toBe('·>l0 =l0')
    expect(remove('l0')).toBe('·>l1 l1>l2 =l2')
    expect(remove('l0', 'l1', 'l2')).toBe('=')
  })

  it('connect what may be connected, and refuse circles', () => {
    const connect = (source: string, target: string) =>
      generatorAfter({ type: 'connect', role: 'generator', source, target })
    expect(connect('l0', 'l2')).toBe('·>l0 l0>l1 l0>l2 =l2')
    expect(connect('l2', 'l1')).toBe('·>l0 l0>l1 l1>l2 =l2')
    expect(connect('l1', 'l0')).toBe('·>l0 l0>l1 l1>l2 =l2')
  })

  it('move a layer along its chain and back', () => {
    const spec = architecture({ generator: chain(layer.latent, dense(4), layer.tanh, layer.relu) })
    const step = (direction: 'up' | 'down', of: ArchitectureSpec = spec) =>
      applyEdit(of, { type: 'step', role: 'generator', name: 'l2', direction })
    expect(wiring(generatorOf(step('up')))).toBe('·>l0 l0>l2 l2>l1 l1>l3 =l3')
    expect(wiring(generatorOf(step('down')))).toBe('·>l0 l0>l1 l1>l3 l3>l2 =l2')
    expect(serialise(step('down', step('up')))).toBe(serialise(spec))
  })

  it('duplicate a block behind itself', () => {
    const edit = { type: 'duplicate', role: 'generator', names: ['l1', 'l2'] } as const
    expect(generatorAfter(edit, chain(layer.latent, dense(4), layer.tanh, layer.relu))).toBe(
      '·>l0 l0>l1 l1>l2 l2>l4 l4>l5 l5>l3 =l3',
    )
  })

  it('take layers through the clipboard', () => {
    const network = chain(layer.latent, dense(4), layer.tanh)
    const fragment = copyLayers(network, new Set(['l1', 'l2']))
    if (!fragment) throw new Error('nothing was copied')
    expect(parseClip(clipText(fragment))).toEqual(fragment)
    const pasted = pasteFragment(chain(layer.image, layer.flatten), fragment, 'l0')
    expect(wiring(pasted.network)).toBe('·>l0 l0>l2 l2>l3 l3>l1 =l1')
    expect(pasted.names).toEqual(['l2', 'l3'])
    expect(parseClip('{"type":"gan-studio-layers","layers":[{"name":"a"}]}')).toBeUndefined()
    expect(parseClip('gan-studio-layers')).toBeUndefined()
  })

  it('give the same bytes after they are undone, and again when they are redone', () => {
    fc.assert(
      fc.property(architectures, fc.array(intents, { maxLength: 20 }), (first, wanted) => {
        let history = startHistory(first)
        const bytes = [serialise(first)]
        for (const intent of wanted) {
          const before = history
          history = record(history, intent.kind, applyEdit(history.present, editOf(history.present, intent)))
          if (history !== before) bytes.push(serialise(history.present))
        }
        for (const expected of [...bytes].reverse().slice(1)) {
          history = undo(history)
          expect(serialise(history.present)).toBe(expected)
        }
        expect(undo(history)).toBe(history)
        for (const expected of bytes.slice(1)) {
          history = redo(history)
          expect(serialise(history.present)).toBe(expected)
        }
        expect(redo(history)).toBe(history)
      }),
    )
  })

  it('change nothing that they are given, and always leave something that can be analysed and read', () => {
    fc.assert(
      fc.property(architectures, fc.array(intents, { maxLength: 20 }), (first, wanted) => {
        let spec = first
        for (const intent of wanted) {
          const before = serialise(spec)
          const after = applyEdit(spec, editOf(spec, intent))
          expect(serialise(spec)).toBe(before)
          spec = after
        }
        analyseArchitecture(spec)
        if (networksOf(spec).every(({ network }) => network.layers.length > 0)) {
          expect(serialise(ArchitectureSpec.parse(JSON.parse(serialise(spec))))).toBe(serialise(spec))
        }
        for (const { network } of networksOf(spec)) {
          const names = network.layers.map(({ name }) => name)
          expect(new Set(names).size).toBe(names.length)
          for (const { inputs } of network.layers) for (const input of inputs) expect(names).toContain(input)
        }
      }),
    )
  })

  it('offer as sources exactly what can be connected', () => {
    fc.assert(
      fc.property(networks, fc.nat(), (network, at) => {
        const target = network.layers[at % network.layers.length]?.name ?? ''
        const possible = network.layers
          .map(({ name }) => name)
          .filter((name) => connectionRefusal(network, name, target) === undefined)
        expect(possibleSources(network, target)).toEqual(possible)
      }),
    )
  })

  it('merge what is typed into one step', () => {
    let history = startHistory(1)
    history = record(history, 'Set units', 2, true)
    history = record(history, 'Set units', 3, true)
    history = record(history, 'Set rate', 4, true)
    expect(history.past.map(({ value }) => value)).toEqual([1, 3])
    expect(undo(undo(history)).present).toBe(1)
  })
})
