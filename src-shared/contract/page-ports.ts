/**
 * How the page gets its ports. Main posts each port to the main frame of its own origin on the IPC channel
 * {@link pagePortChannel}; the preload script forwards it to the page's world, untouched, as a `message` event of `window`
 * (`event.source === window`, `event.origin === ORIGIN`) whose data is a {@link PagePort} and whose only port is the port.
 *
 * - `{ port: 'api' }`: once after every load of the page, when its scripts have run. It speaks `appContract` (oRPC).
 * - `{ port: 'frames', session }`: once after every `latent.open` that answered with this session (before or after the answer).
 *   It speaks `latent/frames.ts`, its other end is the sampling process. It closes when the session is closed or that
 *   process ends; then open a new session.
 *
 * The page starts the ports (`port.start()` or `onmessage`), closes them on `pagehide`, and never transfers a buffer over them:
 * Electron copies buffers, and a transferred one arrives as null.
 */
export type PagePort = { readonly port: 'api' } | { readonly port: 'frames'; readonly session: string }

/** The IPC channel between main and the preload script. */
export const pagePortChannel = 'page-port'

/** The announcement in the data of a `message` event, undefined if it is something else. */
export function parsePagePort(data: unknown): PagePort | undefined {
  if (typeof data !== 'object' || data === null || !('port' in data)) return undefined
  if (data.port === 'api') return { port: 'api' }
  if (data.port !== 'frames' || !('session' in data) || typeof data.session !== 'string') return undefined
  return { port: 'frames', session: data.session }
}
