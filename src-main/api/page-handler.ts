import { RPCHandler } from '@orpc/server/message-port'
import type { CallerContext, createRouter } from './router'

/** Whether an answer has an array of numbers among its parts. */
function hasNumbers(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('json' in body)) return false
  const { json } = body
  return (
    typeof json === 'object' && json !== null && !Array.isArray(json) && Object.values(json).some(ArrayBuffer.isView)
  )
}

/**
 * Serves the router over a page's port. Answers are text but for those with an array of numbers, which the port clones: as a part of a
 * message in text and bytes a large one would be copied five times more.
 */
export function pageHandler<Port>(router: ReturnType<typeof createRouter<Port>>): RPCHandler<CallerContext<Port>> {
  return new RPCHandler(router, {
    experimental_transfer: ([, , payload]) =>
      typeof payload === 'object' && 'body' in payload && hasNumbers(payload.body) ? [] : null,
  })
}
