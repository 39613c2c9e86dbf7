import { expect, test } from 'vitest'
import { SilenceWatch } from '../../../src-main/training/silence'

test('a process counts as hung after so many looks in a row without a sign', () => {
  const living = { signs: 1 }
  const watch = new SilenceWatch(living, 3)
  expect([watch.look(), watch.look()]).toEqual([false, false])
  living.signs++
  expect([watch.look(), watch.look(), watch.look(), watch.look()]).toEqual([false, false, false, true])
})
