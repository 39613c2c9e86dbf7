import { closeSync, fstatSync, openSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { withoutNullHandle } from '../../../src-main/app/null-handle'

const isOpen = (handle: number) => {
  try {
    return fstatSync(handle).isCharacterDevice()
  } catch {
    return false
  }
}

test('what a start leaves open of the null device is closed where the system tells it, and nothing else', () => {
  const before = openSync(devNull, 'w')
  const { left, reading, folder } = withoutNullHandle(() => ({
    left: openSync(devNull, 'w'),
    reading: openSync(devNull, 'r'),
    folder: openSync(tmpdir(), 'r'),
  }))
  expect([before, left, reading].map(isOpen)).toEqual([true, process.platform !== 'linux', true])
  expect(fstatSync(folder).isDirectory()).toBe(true)
  for (const handle of [before, reading, folder]) closeSync(handle)
})
