import { type ChannelPurpose, ForkMessage, type TrainerNotice } from './trainer-process'

type MessageListener = (event?: { data: unknown }) => void

/** What oRPC and the frame server need of a port. Electron's `MessagePortMain` and Node's adapter below both are one. */
export interface ProcessPort {
  postMessage(data: unknown): void
  on(event: string, listener: MessageListener): unknown
  /** Delivers what has arrived so far, and everything from now on. */
  start(): void
  close(): void
}

/** One channel of a forked process that looks like a message port. */
class ForkPort implements ProcessPort {
  readonly #listeners = new Map<string, MessageListener[]>()
  readonly #send: (data: unknown) => void
  readonly #closeOther: () => void
  #waiting: unknown[] | undefined = []
  #closed = false

  constructor(send: (data: unknown) => void, closeOther: () => void) {
    this.#send = send
    this.#closeOther = closeOther
  }

  postMessage(data: unknown): void {
    if (!this.#closed) this.#send(data)
  }

  on(event: string, listener: MessageListener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
  }

  start(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const data of waiting) this.deliver(data)
  }

  close(): void {
    if (this.#closed) return
    this.#closeOther()
    this.closedByOther()
  }

  deliver(data: unknown): void {
    if (this.#closed) return
    if (this.#waiting) this.#waiting.push(data)
    else for (const listener of this.#listeners.get('message') ?? []) listener({ data })
  }

  closedByOther(): void {
    if (this.#closed) return
    this.#closed = true
    for (const listener of this.#listeners.get('close') ?? []) listener()
  }
}

/** What one side of a forked process does with what arrives. */
export interface ForkHandlers {
  /** The other side opened a channel. */
  readonly onOpen?: (purpose: ChannelPurpose, port: ProcessPort) => void
  readonly onNotice?: (notice: TrainerNotice) => void
}

/** Many ports over the one message channel between a Node process and its fork (`serialization: 'advanced'`). */
export class ForkPorts {
  readonly #ports = new Map<number, ForkPort>()
  readonly #send: (message: ForkMessage) => void
  readonly #handlers: ForkHandlers
  #last = 0

  constructor(send: (message: ForkMessage) => void, handlers: ForkHandlers) {
    this.#send = send
    this.#handlers = handlers
  }

  /** Opens a channel; the other side gets it by `onOpen`. */
  open(purpose: ChannelPurpose): ProcessPort {
    const channel = ++this.#last
    this.#send({ kind: 'open', channel, purpose })
    return this.#add(channel)
  }

  /** Takes a message from the other side; one that is not of the protocol is ignored. */
  receive(message: unknown): void {
    const parsed = ForkMessage.safeParse(message)
    if (!parsed.success) return
    switch (parsed.data.kind) {
      case 'open':
        this.#handlers.onOpen?.(parsed.data.purpose, this.#add(parsed.data.channel))
        return
      case 'data':
        this.#ports.get(parsed.data.channel)?.deliver(parsed.data.data)
        return
      case 'close': {
        const port = this.#ports.get(parsed.data.channel)
        this.#ports.delete(parsed.data.channel)
        port?.closedByOther()
        return
      }
      case 'notice':
        this.#handlers.onNotice?.(parsed.data.notice)
    }
  }

  /** The process at the other end is gone: every port closes. */
  disconnect(): void {
    const ports = [...this.#ports.values()]
    this.#ports.clear()
    for (const port of ports) port.closedByOther()
  }

  #add(channel: number): ForkPort {
    const port = new ForkPort(
      (data) => this.#send({ kind: 'data', channel, data }),
      () => {
        this.#ports.delete(channel)
        this.#send({ kind: 'close', channel })
      },
    )
    this.#ports.set(channel, port)
    return port
  }
}
