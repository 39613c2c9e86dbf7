import type { ProcessPort } from '@shared/contract/fork-ports'

/** Largest message that the page may send, in bytes: a long film is some ten megabytes. */
const MOST_BYTES = 128 * 2 ** 20

/** Why a message is none that the page's own client sends: text, or bytes, within the limit. */
function problemOf(data: unknown, most: number): string | undefined {
  if (typeof data === 'string') return data.length > most ? `a text of ${data.length} characters` : undefined
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
    return data.byteLength > most ? `${data.byteLength} bytes` : undefined
  }
  return `a message of the type ${typeof data}`
}

/**
 * The page's port as its handler gets it. What the page's own client would not send closes the port, because that page is
 * no longer the studio's: a reload gets a new one.
 *
 * @param onRefusal is told what came
 * @param most the limit in bytes, for the tests
 */
export function guardPort(port: ProcessPort, onRefusal: (what: string) => void, most = MOST_BYTES): ProcessPort {
  // A port may still deliver what had arrived when it was closed.
  let refused = false
  return {
    postMessage: (data) => port.postMessage(data),
    start: () => port.start(),
    close: () => port.close(),
    on(event, listener) {
      if (event !== 'message') return port.on(event, listener)
      return port.on(event, (message) => {
        if (refused) return
        const problem = problemOf(message?.data, most)
        if (problem === undefined) return listener(message)
        refused = true
        onRefusal(problem)
        port.close()
      })
    },
  }
}
