import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import type { ProcessPort } from '../../src-shared/contract/fork-ports'

/** A Node message port as the processes' ports are: listeners get `{ data }`. */
export function processPort(port: MessagePort): ProcessPort {
  return {
    postMessage: (data) => port.postMessage(data),
    on: (event, listener) => port.on(event, (data: unknown) => listener({ data })),
    start: () => port.start(),
    close: () => port.close(),
  }
}

/** The two ends of a real message channel, which is closed after the test. */
export function portPair(): [ProcessPort, ProcessPort] {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  return [processPort(port1), processPort(port2)]
}
