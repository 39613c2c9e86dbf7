import { analysisOf, architectureProblems } from '@shared/architecture/analysis'
import { applyEdit } from '@shared/architecture/edit/edit'
import { repairsFor } from '@shared/architecture/edit/repairs/find'
import type { LayerSpec } from '@shared/architecture/layers/registry'
import { networksOf } from '@shared/architecture/networks'
import type { ArchitectureSpec, NetworkSpec } from '@shared/architecture/spec'
import { dcgan } from '@shared/architecture/templates/dcgan'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { architecture, chain, convolution, dense, layer, reshape } from '../../../../support/networks'
import { architectures } from '../../../../support/random-architectures'

/** The titles of the repairs of the first problem, and what is wrong after each of them. */
function repaired(spec: ArchitectureSpec): [title: string, problems: string[]][] {
  for (const { role } of networksOf(spec)) {
    const [problem] = analysisOf(spec, role).problems
    if (problem === undefined) continue
    return repairsFor(spec, role, problem).map(({ title, edit }) => [
      title,
      architectureProblems(applyEdit(spec, edit)).map(({ message }) => message),
    ])
  }
  return []
}

const image = { height: 8, width: 8, channels: 1 } as const
const judge = (...layers: LayerSpec[]) =>
  architecture({ generator: chain(layer.latent, dense(64), reshape(8, 8, 1)), discriminator: chain(...layers) }, image)
const maker = (...layers: LayerSpec[]) =>
  architecture({ generator: chain(...layers), discriminator: chain(layer.image, layer.flatten, dense(1)) }, image)

describe('repairsFor', () => {
  it('inserts a Flatten before a Dense layer that gets an image', () => {
    expect(repaired(judge(layer.image, convolution('conv2d', [4, 4, 2, 1]), dense(1)))[0]).toEqual([
      'Insert Flatten',
      [],
    ])
  })

  it('uncovers the next problem of a layer that is repaired', () => {
    const spec = judge(layer.image, convolution('conv2d', [4, 4, 2, 1]), dense(128))
    expect(repaired(spec).map(([title]) => title)).toContain('Insert Flatten')
  })

  it('inserts a Reshape before a convolution that gets a vector', () => {
    const spec = maker(layer.latent, dense(64), convolution('conv2d-transpose', [1, 4, 2, 1]), layer.tanh)
    expect(repaired(spec)[0]).toEqual(['Insert Reshape to 4×4×4', []])
  })

  it('sets a stride where that brings the image to its size', () => {
    const spec = maker(
      layer.latent,
      dense(64),
      reshape(4, 4, 4),
      convolution('conv2d-transpose', [1, 4, 1, 1]),
      layer.tanh,
    )
    expect(repaired(spec).map(([title]) => title)).toContain('End at 8×8×1: set stride 2 on l3')
    for (const [, problems] of repaired(spec)) expect(problems).toEqual([])
  })

  it('adds what is missing to the end', () => {
    const small = maker(layer.latent, dense(16), reshape(2, 2, 4), layer.tanh)
    expect(repaired(small)).toContainEqual(['End at 8×8×1: add 2 transposed convolutions', []])
    const flat = judge(layer.image, convolution('conv2d', [4, 4, 2, 1]))
    expect(repaired(flat)).toContainEqual(['End at 1: add Flatten and Dense 1', []])
  })

  it('widens the Dense layer before a Reshape', () => {
    expect(repaired(maker(layer.latent, dense(60), reshape(8, 8, 1)))[0]).toEqual(['Set 64 units on l1', []])
  })

  it('brings the inputs of a sum to one shape', () => {
    const spec = judge(layer.image, convolution('conv2d', [4, 4, 2, 1]), { type: 'add' }, layer.flatten, dense(1))
    const { discriminator } = spec.networks
    const layers = discriminator.layers.map((node) => (node.name === 'l2' ? { ...node, inputs: ['l1', 'l0'] } : node))
    const skipping: ArchitectureSpec = {
      ...spec,
      networks: { ...spec.networks, discriminator: { ...discriminator, layers } },
    }
    expect(repaired(skipping)[0]).toEqual(['Insert a convolution to 4 after l0', []])
  })

  it('begins an empty network', () => {
    const empty: NetworkSpec = { layers: [], output: '' }
    const titles = repaired(architecture({ generator: empty })).map(([title]) => title)
    expect(titles).toContain('Add the latent input')
  })

  it('gives the architecture classes, or the input another source, for a label that is not there', () => {
    const titles = repaired(maker({ type: 'input', source: 'label' }, dense(64), reshape(8, 8, 1))).map(([t]) => t)
    expect(titles[0]).toBe('Give it 10 classes')
    expect(titles).toContain('Take the latent')
  })

  it('offers a repair for each way of breaking one setting of a DCGAN’s convolutions', () => {
    const spec = dcgan({ image: { height: 32, width: 32, channels: 3 }, filters: 8, latent: 16 })
    for (const { role, network } of networksOf(spec)) {
      for (const node of network.layers) {
        if (node.layer.type !== 'conv2d' && node.layer.type !== 'conv2d-transpose') continue
        for (const broken of [
          { ...node.layer, stride: 1 },
          { ...node.layer, kernel: 40 },
        ]) {
          const wrong = applyEdit(spec, { type: 'set', role, name: node.name, layer: broken })
          if (architectureProblems(wrong).length > 0) expect(repaired(wrong), `${role} ${node.name}`).not.toEqual([])
        }
      }
    }
  })

  it('offers only what takes the problem away and breaks nothing that was right', () => {
    fc.assert(
      fc.property(architectures, (spec) => {
        for (const { role } of networksOf(spec)) {
          const before = analysisOf(spec, role)
          for (const problem of before.problems.slice(0, 3)) {
            for (const { edit } of repairsFor(spec, role, problem)) {
              const after = analysisOf(applyEdit(spec, edit), role)
              expect(after.problems).not.toContainEqual(problem)
              const names = new Set(
                networksOf(applyEdit(spec, edit))
                  .find((one) => one.role === role)
                  ?.network.layers.map(({ name }) => name),
              )
              const right = new Set(after.layers.map(({ node }) => node.name))
              for (const { node } of before.layers) if (names.has(node.name)) expect(right.has(node.name)).toBe(true)
            }
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})
