import { architectureDifference, isSame } from '@shared/architecture/difference'
import { applyEdit } from '@shared/architecture/edit/edit'
import { networkOf } from '@shared/architecture/networks'
import type { ArchitectureSpec, NetworkRole } from '@shared/architecture/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { architecture, chain, dense, layer } from '../../../support/networks'
import { architectures } from '../../../support/random-architectures'

const base = architecture({ discriminator: chain(layer.image, layer.flatten, dense(8), layer.relu, dense(1)) })
const discriminatorOf = (after: ArchitectureSpec) =>
  architectureDifference(base, after)
    .networks.find(({ role }) => role === 'discriminator')
    ?.layers.map((one) => {
      if (one.type === 'added') return `+${one.after.name}`
      if (one.type === 'removed') return `-${one.before.name}`
      return one.type === 'same' ? one.after.name : `~${one.after.name}`
    })

describe('architectureDifference', () => {
  it('finds nothing between equals', () => {
    fc.assert(fc.property(architectures, (spec) => isSame(architectureDifference(spec, structuredClone(spec)))))
  })

  it('names the layers that were added, removed and changed', () => {
    const added = applyEdit(base, { type: 'add', role: 'discriminator', layer: layer.normalise, after: 'l2' })
    expect(discriminatorOf(added)).toEqual(['l0', 'l1', 'l2', '+normalise', '~l3', 'l4'])
    const removed = applyEdit(base, { type: 'remove', layers: [{ role: 'discriminator', name: 'l3' }] })
    expect(discriminatorOf(removed)).toEqual(['l0', 'l1', 'l2', '-l3', '~l4'])
    const set = applyEdit(base, { type: 'set', role: 'discriminator', name: 'l2', layer: dense(16) })
    expect(discriminatorOf(set)).toEqual(['l0', 'l1', '~l2', 'l3', 'l4'])
    const [, changed] = architectureDifference(base, set).networks
    expect(changed?.layers[2]).toMatchObject({ settings: [{ path: 'units', before: '8', after: '16' }] })
  })

  it('follows a layer that was renamed', () => {
    const renamed = applyEdit(base, { type: 'rename', role: 'discriminator', name: 'l2', to: 'hidden' })
    expect(discriminatorOf(renamed)).toEqual(['l0', 'l1', '~hidden', 'l3', 'l4'])
  })

  it('tells the settings of the architecture', () => {
    const after = applyEdit(base, { type: 'settings', settings: { latent: { size: 9, prior: 'normal' }, classes: 4 } })
    expect(architectureDifference(base, after).settings).toEqual([
      { path: 'latent.size', before: '3', after: '9' },
      { path: 'classes', before: undefined, after: '4' },
    ])
  })

  it('has every layer of both exactly once', () => {
    const names = (of: ArchitectureSpec, role: NetworkRole) =>
      (networkOf(of, role)?.layers ?? []).map(({ name }) => name)
    fc.assert(
      fc.property(architectures, architectures, (a, b) => {
        for (const { role, layers } of architectureDifference(a, b).networks) {
          const before = layers.flatMap((one) => (one.type === 'added' ? [] : [one.before.name]))
          const after = layers.flatMap((one) => (one.type === 'removed' ? [] : [one.after.name]))
          expect(before).toEqual(names(a, role))
          expect(after).toEqual(names(b, role))
        }
      }),
    )
  })
})
