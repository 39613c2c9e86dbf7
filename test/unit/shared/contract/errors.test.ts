import { fromStoredFailure, StoredFailure, StudioError, toStoredFailure } from '@shared/contract/errors'
import { Id, Name } from '@shared/contract/id'
import { describe, expect, test } from 'vitest'

describe('a failure', () => {
  const error = new StudioError('INVALID_CONFIG', 'The config does not hold together', {
    safe: 'Nothing was started.',
    next: 'Correct it.',
    problems: [{ path: 'batchSize', message: 'is too small' }],
  })

  test('comes back from its stored form', () => {
    const stored = StoredFailure.parse(JSON.parse(JSON.stringify(toStoredFailure(error))))
    expect(fromStoredFailure(stored)).toEqual(error)
    expect(fromStoredFailure(stored)).toBeInstanceOf(StudioError)
  })

  test('that nobody expected keeps its message and stack', () => {
    const stored = StoredFailure.parse(toStoredFailure(new TypeError('x is not a function')))
    expect(stored).toMatchObject({ code: 'UNEXPECTED', message: 'x is not a function' })
    expect(stored.details).toContain('TypeError')
  })

  test('may be any thrown value', () => {
    expect(toStoredFailure('gone')).toMatchObject({ code: 'UNEXPECTED', message: 'gone' })
    expect(toStoredFailure(undefined).message).toBe('undefined')
    expect(toStoredFailure(Object.assign(new Error('x'), { message: '' })).message).not.toBe('')
  })
})

describe('an id', () => {
  test.each(['mnist', 'dcgan-28', '0'])('may be %s', (id) => expect(Id.safeParse(id).success).toBe(true))
  test.each(['', '..', 'a/b', 'a\\b', 'A', '-a', 'a.b', 'a'.repeat(65)])('may not be “%s”', (id) => {
    expect(Id.safeParse(id).success).toBe(false)
  })
})

describe('a name', () => {
  test('is trimmed', () => expect(Name.parse('  My digits ')).toBe('My digits'))
  test.each(['', '   ', 'two\nlines', 'x'.repeat(121)])('may not be “%s”', (name) => {
    expect(Name.safeParse(name).success).toBe(false)
  })
})
