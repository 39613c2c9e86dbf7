import { NamedDirection } from '@shared/latent/direction'
import { toBase64Url } from '@shared/latent/float-text'
import { expect, test } from 'vitest'
import { DirectionsService } from '../../../src-main/latent/directions'
import { temporaryHome } from '../../support/studio-home'

const direction = (name: string, ...values: number[]) => ({ name, numbers: toBase64Url(Float32Array.from(values)) })

test('named directions belong to a project, in the order in which they were kept, and go with it', () => {
  const home = temporaryHome()
  const { store } = home
  for (const id of ['first', 'second']) store.projects.add({ id, name: id, created: 1, opened: 1 })
  let at = 0
  const directions = new DirectionsService(home, () => ++at)
  directions.keep('first', direction('smile', 1, 0))
  directions.keep('first', direction('age', 0, 1))
  directions.keep('second', direction('smile', 0.5, 0.5))
  expect(directions.keep('first', direction('smile', -1, 0))).toEqual([
    direction('smile', -1, 0),
    direction('age', 0, 1),
  ])
  expect(directions.drop('first', 'smile')).toEqual([direction('age', 0, 1)])
  expect(directions.drop('first', 'never kept')).toHaveLength(1)
  expect(() => directions.list('third')).toThrow(expect.objectContaining({ code: 'UNKNOWN_PROJECT' }))
  store.projects.remove('first')
  store.projects.add({ id: 'first', name: 'first', created: 2, opened: 2 })
  expect(directions.list('first')).toEqual([])
  expect(directions.list('second')).toHaveLength(1)
})

test.each([
  ['PC1', 'AAAAAA'],
  ['z12', 'AAAAAA'],
  ['', 'AAAAAA'],
  ['smile', 'AAA'],
  ['smile', toBase64Url(Float32Array.of(Number.NaN))],
])('a direction cannot be called “%s” with the numbers %s', (name, numbers) => {
  expect(NamedDirection.safeParse({ name, numbers }).success).toBe(false)
})
