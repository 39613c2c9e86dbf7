import { Id } from '@shared/contract/id'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest, unknownName } from '../../../src-main/nearest'
import { freeId, slug } from '../../../src-main/slug'

test('every name gives an identifier, with room for a number', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
      expect(Id.safeParse(`${slug(name, 'project')}-123456789`).success).toBe(true)
    }),
  )
})

test.each([
  ['My first GAN', 'my-first-gan'],
  ['  Crème brûlée!! ', 'creme-brulee'],
  ['手書き', 'project'],
  ['../../etc/passwd', 'etc-passwd'],
  ['A'.repeat(100), 'a'.repeat(40)],
])('%s becomes %s', (name, id) => {
  expect(slug(name, 'project')).toBe(id)
})

test('a taken identifier gets the next free number', () => {
  const taken = new Set(['a', 'a-2', 'a-4'])
  expect([freeId('b', (id) => taken.has(id)), freeId('a', (id) => taken.has(id))]).toEqual(['b', 'a-3'])
})

const presets = ['dcgan-28', 'minimax', 'mlp-small', 'mlp-wide']

test.each([
  ['mlp-smal', 'mlp-small'],
  ['MLP-WIDE', 'mlp-wide'],
  ['dcgan', 'dcgan-28'],
  ['mini', 'minimax'],
])('nearest to %s is %s', (typed, wanted) => {
  expect(nearest(typed, presets)[0]).toBe(wanted)
})

test('an unknown name is answered with up to three that exist, or with what to do where none does', () => {
  const error = unknownName('UNKNOWN_PRESET', 'preset', 'mlp', presets)
  expect(error).toMatchObject({ code: 'UNKNOWN_PRESET', message: 'There is no preset “mlp”' })
  expect(error.failure.nearest).toHaveLength(3)
  expect(unknownName('UNKNOWN_RUN', 'run', 'x', []).failure).toMatchObject({ nearest: [] })
})
