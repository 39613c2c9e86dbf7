import { ORPCError } from '@orpc/contract'
import { describe, expect, it } from 'vitest'
import { StudioError } from '../../../../src-shared/contract/errors'
import { fromPortError, toPortError, withPortErrors } from '../../../../src-shared/contract/orpc-errors'

const full = new StudioError('DISK_FULL', 'The disk is full.', { safe: 'All is.', next: 'Free space.', nearest: ['a'] })

describe('errors across a port', () => {
  it('come back as they were', () => {
    const back = fromPortError(toPortError(full))
    expect(back).toBeInstanceOf(StudioError)
    expect(back).toMatchObject({ code: 'DISK_FULL', message: 'The disk is full.', failure: full.failure })
  })

  it('are UNEXPECTED with the stack for a defect', () => {
    const sent = toPortError(new TypeError('x is not a function'))
    expect(sent).toMatchObject({ code: 'UNEXPECTED', message: 'x is not a function' })
    expect(fromPortError(sent)).toMatchObject({
      code: 'UNEXPECTED',
      failure: { details: expect.stringContaining('at ') },
    })
  })

  it('stay errors of oRPC where they are', () => {
    const own = new ORPCError('BAD_REQUEST')
    expect(toPortError(own)).toBe(own)
    expect(fromPortError(own)).toBe(own)
  })

  it('are passed unchanged where the data is no failure', () => {
    const odd = new ORPCError('DISK_FULL', { data: { safe: 1 } })
    expect(fromPortError(odd)).toBe(odd)
  })

  it('are made of whatever a handler throws', async () => {
    await expect(withPortErrors(() => Promise.reject(full))).rejects.toMatchObject({
      code: 'DISK_FULL',
      data: full.failure,
    })
    expect(await withPortErrors(() => 3)).toBe(3)
  })
})
