import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port'
import { StudioError } from '@shared/contract/errors'
import { studioErrorOf } from '../api/failures'
import type { TrainerEnd } from './host'

/** What a call on an ended trainer process fails with. */
export function trainerLost(end: TrainerEnd): StudioError {
  const why = end.type === 'dismissed' ? 'it was told to end' : end.reason
  return new StudioError('TRAINER_LOST', `The training process has ended: ${why}`, {
    safe: 'Everything up to the last checkpoint is saved.',
    next: 'Resume the run; it goes on from the last checkpoint.',
    ...(end.type === 'dismissed' || end.lastWords === '' ? {} : { details: end.lastWords }),
  })
}

const isAsyncIterator = (value: unknown): value is AsyncIterableIterator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value

/** How oRPC rejects what was pending when a port closes, or when the caller gives up. */
const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

/**
 * A link to a process that can die at any time: oRPC never settles a call on a port that is closed, this link does. Once the
 * process has ended every call and stream rejects with `TRAINER_LOST`; before that only with `StudioError`s.
 *
 * @param port resolves when the process listens
 * @param lostError what a call on an ended process fails with
 */
export function mortalLink(
  port: Promise<SupportedMessagePort>,
  ended: Promise<TrainerEnd>,
  lostError: (end: TrainerEnd) => StudioError = trainerLost,
): ClientLink<ClientContext> {
  const link = port.then((open) => new RPCLink<ClientContext>({ port: open }))
  let over: TrainerEnd | undefined
  const waiting = new Set<(error: StudioError) => void>()
  void ended.then((end) => {
    over = end
    for (const refuse of waiting) refuse(lostError(end))
    waiting.clear()
  })

  /** The result of some work, unless the process ends first. A race with `ended` would keep every result until then. */
  function unlessLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      waiting.add(reject)
      void work.then(resolve, reject).finally(() => waiting.delete(reject))
    })
  }

  async function guard<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (over !== undefined) throw lostError(over)
    try {
      return await unlessLost(work())
    } catch (error) {
      // A port may close a moment before its process is seen to end; why it ended is known only then.
      if (isAbort(error) && signal?.aborted !== true) throw lostError(await ended)
      throw over === undefined ? studioErrorOf(error) : lostError(over)
    }
  }

  async function* guarded(source: AsyncIterableIterator<unknown>, signal: AbortSignal | undefined) {
    let finished = false
    try {
      for (;;) {
        const next = await guard(() => source.next(), signal)
        if (next.done === true) {
          finished = true
          return next.value
        }
        yield next.value
      }
    } finally {
      if (!finished && over === undefined) await source.return?.()
    }
  }

  return {
    async call(path, input, options) {
      const output = await guard(async () => (await link).call(path, input, options), options.signal)
      return isAsyncIterator(output) ? guarded(output, options.signal) : output
    },
  }
}
