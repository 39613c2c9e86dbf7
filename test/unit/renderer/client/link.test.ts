import { ORPCError } from '@orpc/client'
import { StudioError } from '@shared/contract/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toStudioError } from '../../../../src-renderer/client/failures'
import { StudioLink } from '../../../../src-renderer/client/link'

const options = { context: {} }
const answering = (answer: unknown) => ({ call: () => Promise.resolve(answer) })
const failing = (error: unknown) => ({ call: () => Promise.reject(error) })

describe('the link to main', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('lets a call wait for the first port', async () => {
    const link = new StudioLink()
    const call = link.call(['runs', 'list'], {}, options)
    link.connect(answering('here'))
    expect(await call).toBe('here')
  })

  it('uses the newest port', async () => {
    const link = new StudioLink()
    link.connect(answering('old'))
    link.connect(answering('new'))
    expect(await link.call(['runs', 'list'], {}, options)).toBe('new')
  })

  it('fails a call that is never answered', async () => {
    const link = new StudioLink()
    link.connect({ call: () => new Promise(() => undefined) })
    const call = expect(link.call(['runs', 'list'], {}, options)).rejects.toThrow(/did not answer within 30 s/)
    await vi.advanceTimersByTimeAsync(30_000)
    await call
  })

  it('gives a longer time to what takes longer', async () => {
    const link = new StudioLink()
    link.connect({ call: () => new Promise((resolve) => setTimeout(resolve, 60_000, 'saved')) })
    const call = link.call(['runs', 'stop'], {}, options)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await call).toBe('saved')
  })

  it('turns the errors of a call and of a stream into studio errors', async () => {
    const failure = new ORPCError('WRONG_STATE', {
      message: 'It is not running.',
      data: { safe: 'All.', next: 'Start it.' },
    })
    const link = new StudioLink()
    link.connect(failing(failure))
    await expect(link.call(['runs', 'pause'], {}, options)).rejects.toMatchObject({ code: 'WRONG_STATE' })

    async function* broken() {
      yield 1
      throw failure
    }
    link.connect(answering(broken()))
    const stream = await link.call(['runs', 'watch'], {}, options)
    const seen: unknown[] = []
    const read = async () => {
      for await (const event of stream as AsyncIterable<unknown>) seen.push(event)
    }
    await expect(read()).rejects.toBeInstanceOf(StudioError)
    expect(seen).toEqual([1])
  })
})

describe('toStudioError', () => {
  it('keeps what happened, what is safe and what to do', () => {
    const error = toStudioError(
      new ORPCError('UNKNOWN_RUN', { message: 'There is no run x.', data: { safe: 'S', next: 'N', nearest: ['y'] } }),
    )
    expect(error).toMatchObject({
      code: 'UNKNOWN_RUN',
      message: 'There is no run x.',
      failure: { safe: 'S', next: 'N', nearest: ['y'] },
    })
  })

  it('takes a foreign or malformed error for unexpected, with its stack', () => {
    expect(toStudioError(new ORPCError('UNKNOWN_RUN', { data: { safe: 3 } })).code).toBe('UNEXPECTED')
    expect(toStudioError(new Error('boom'))).toMatchObject({ code: 'UNEXPECTED', message: 'boom' })
    expect(toStudioError('text').message).toBe('text')
  })

  it('knows a cancelled call', () => {
    expect(toStudioError(new DOMException('aborted', 'AbortError')).code).toBe('CANCELLED')
  })
})
