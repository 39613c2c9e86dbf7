import { expect, it } from 'vitest'
import { groupValues } from '../../../../src-renderer/compare/groups'

it('puts together who shares a value, a missing one too', () => {
  expect(groupValues({ path: 'seed', values: [1, 2, 1, undefined] })).toEqual([
    { value: 1, members: [0, 2] },
    { value: 2, members: [1] },
    { value: undefined, members: [3] },
  ])
})
