import { parsePagePort } from '@shared/contract/page-ports'

/** Takes every new port to the main process's api: the first, and one more whenever the old one was replaced. */
type ApiListener = (port: MessagePort) => void

let apiPort: MessagePort | undefined
const apiListeners = new Set<ApiListener>()
const arrivedFrames = new Map<string, MessagePort>()
const awaitedFrames = new Map<string, (port: MessagePort) => void>()

window.addEventListener('message', ({ source, origin, data, ports }) => {
  const [port] = ports
  const announced = parsePagePort(data)
  if (source !== window || origin !== location.origin || !announced || !port) return
  switch (announced.port) {
    case 'api':
      // Electron before 29 crashes the page if it goes while a port has a `close` listener, and oRPC adds one.
      window.addEventListener('pagehide', () => port.close(), { once: true })
      apiPort = port
      for (const listener of apiListeners) listener(port)
      break
    case 'frames':
      takeFramePort(announced.session, port)
      break
  }
})

function takeFramePort(session: string, port: MessagePort): void {
  const resolve = awaitedFrames.get(session)
  if (resolve) {
    awaitedFrames.delete(session)
    resolve(port)
  } else {
    arrivedFrames.set(session, port)
  }
}

/** Calls back with the present api port, if there is one, and with each one that comes. */
export function onApiPort(listener: ApiListener): void {
  apiListeners.add(listener)
  if (apiPort) listener(apiPort)
}

/** The direct port to the sampling process for a session that `latent.open` answered with; each port is handed out once. */
export function framePort(session: string): Promise<MessagePort> {
  const port = arrivedFrames.get(session)
  if (port) {
    arrivedFrames.delete(session)
    return Promise.resolve(port)
  }
  return new Promise((resolve) => awaitedFrames.set(session, resolve))
}
