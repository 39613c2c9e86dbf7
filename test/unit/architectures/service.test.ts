import { beforeEach, expect, test } from 'vitest'
import { ArchitecturesService } from '../../../src-main/architectures/service'
import type { Store } from '../../../src-main/store/store'
import { adversarialConfig } from '../../support/adversarial'
import { temporaryHome } from '../../support/studio-home'
import { presetConfig } from '../../support/studio-records'

let store: Store
let architectures: ArchitecturesService
let clock: number
const spec = { ...adversarialConfig(presetConfig('mlp-small')).architecture, name: 'My MLP' }

beforeEach(() => {
  store = temporaryHome().store
  for (const id of ['first', 'second']) store.projects.add({ id, name: id, created: 1, opened: 1 })
  clock = 10
  architectures = new ArchitecturesService(store, () => clock++)
})

test('a kept architecture comes back whole', () => {
  const saved = architectures.save({ project: 'first', id: null, spec })
  expect(saved).toEqual({ id: 'my-mlp', project: 'first', spec, created: 10, updated: 10 })
  expect(architectures.list('first')).toEqual([saved])
  expect(architectures.list('second')).toEqual([])
})

test('saving under its id replaces the spec; without one it is another', () => {
  const { id } = architectures.save({ project: 'first', id: null, spec })
  const other = architectures.save({ project: 'first', id: null, spec })
  const changed = architectures.save({ project: 'first', id, spec: { ...spec, name: 'Renamed' } })
  expect(changed).toMatchObject({ id: 'my-mlp', created: 10, updated: 12, spec: { name: 'Renamed' } })
  expect(other.id).toBe('my-mlp-2')
  expect(architectures.list('first').map((kept) => kept.id)).toEqual(['my-mlp', 'my-mlp-2'])
})

test('one that does not hold together is refused with every problem, and what was kept stays', () => {
  const saved = architectures.save({ project: 'first', id: null, spec })
  const { generator, discriminator } = spec.networks
  const broken = {
    ...spec,
    networks: {
      generator: { ...generator, output: 'nowhere' },
      discriminator: { ...discriminator, output: 'nowhere' },
    },
  }
  expect(() => architectures.save({ project: 'first', id: saved.id, spec: broken })).toThrow(
    expect.objectContaining({
      code: 'INVALID_CONFIG',
      failure: expect.objectContaining({
        problems: expect.arrayContaining([
          expect.objectContaining({ path: expect.stringContaining('generator') }),
          expect.objectContaining({ path: expect.stringContaining('discriminator') }),
        ]),
      }),
    }),
  )
  expect(architectures.list('first')).toEqual([saved])
})

test('unknown projects and architectures, and those of another project, are named', () => {
  const { id } = architectures.save({ project: 'first', id: null, spec })
  expect(() => architectures.list('third')).toThrow('There is no project “third”')
  expect(() => architectures.save({ project: 'third', id: null, spec })).toThrow('There is no project “third”')
  expect(() => architectures.save({ project: 'second', id, spec })).toThrow(`There is no architecture “${id}”`)
  expect(() => architectures.remove('other')).toThrow('There is no architecture “other”')
})

test('a removed architecture is gone, and a removed project takes its own along', () => {
  const { id } = architectures.save({ project: 'first', id: null, spec })
  architectures.save({ project: 'second', id: null, spec })
  architectures.remove(id)
  expect(architectures.list('first')).toEqual([])
  store.projects.remove('second')
  expect(store.architectures.ids()).toEqual([])
})

test('every state in which one was saved can be listed and fetched; saving the same again makes none', () => {
  const { id } = architectures.save({ project: 'first', id: null, spec })
  architectures.save({ project: 'first', id, spec })
  const renamed = { ...spec, name: 'Renamed' }
  architectures.save({ project: 'first', id, spec: renamed })
  const layers = Object.values(spec.networks).reduce((sum, network) => sum + network.layers.length, 0)
  expect(architectures.versions(id)).toEqual([
    { number: 2, at: 12, layers },
    { number: 1, at: 10, layers },
  ])
  expect([architectures.version(id, 1), architectures.version(id, 2), architectures.version(id)]).toEqual([
    spec,
    renamed,
    renamed,
  ])
  expect(() => architectures.version(id, 3)).toThrow('There is no version of “my-mlp” “3”')
  architectures.save({ project: 'first', id, spec })
  expect(architectures.versions(id).map(({ number }) => number)).toEqual([3, 2, 1])
  architectures.remove(id)
  expect(() => architectures.versions(id)).toThrow('There is no architecture')
})
