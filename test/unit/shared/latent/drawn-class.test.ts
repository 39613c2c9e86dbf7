import { blendClasses, DrawnClass, hasClasses, parseDrawnClass } from '@shared/latent/drawn-class'
import { expect, it } from 'vitest'

it.each([
  ['3', 3],
  ['3+7@0.4', { first: 3, second: 7, share: 0.4 }],
  ['3+7@0', 3],
  ['3+7@1', 7],
  ['3+3@0.4', 3],
])('%s is a class or a blend', (text, drawn) => {
  expect(parseDrawnClass(text)).toEqual(drawn)
  expect(DrawnClass.parse(drawn)).toEqual(drawn)
})

it.each(['', 'x', '-1', '3+7', '3@0.4', '3+7@1.1', '3+7@-0.1', '3+7+8@0.4', ' 3', '1e3'])('%j is none', (text) => {
  expect(parseDrawnClass(text)).toBeUndefined()
})

it('has to be of the classes that there are, both of it', () => {
  expect(hasClasses(9, 10)).toBe(true)
  expect(hasClasses(10, 10)).toBe(false)
  expect(hasClasses(blendClasses(3, 10, 0.5), 10)).toBe(false)
})
