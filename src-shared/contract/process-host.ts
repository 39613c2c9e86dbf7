import { ForkPorts, type ProcessPort } from './fork-ports'
import { ChannelPurpose, type TrainerNotice } from './trainer-process'

/** What the process does with what its parent sends; see `trainer-process.ts` in the contract. */
export interface HostHandlers {
  onChannel(purpose: ChannelPurpose, port: ProcessPort): void
  /** The parent is gone. */
  onDisconnect(): void
}

/** The parent of this process. */
export interface Host {
  notify(notice: TrainerNotice): void
}

/** The part of Electron's `process.parentPort` that is used here. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: ProcessPort[] }) => void): unknown
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value
}

function electronHost(parent: ParentPort, { onChannel }: HostHandlers): Host {
  parent.on('message', ({ data, ports }) => {
    const purpose = ChannelPurpose.safeParse(data)
    const [port] = ports
    if (purpose.success && port) onChannel(purpose.data, port)
  })
  return { notify: (notice) => parent.postMessage(notice) }
}

/** The part of Node's `process` that is used here. */
export interface HostedProcess {
  readonly send?:
    | ((message: unknown, handle: undefined, options: undefined, callback: () => void) => unknown)
    | undefined
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'disconnect', listener: () => void): unknown
}

function forkHost(process: HostedProcess, { onChannel, onDisconnect }: HostHandlers): Host {
  const ports = new ForkPorts(
    // An error here means that the parent is gone, which `disconnect` tells too.
    (message) => process.send?.(message, undefined, undefined, () => undefined),
    { onOpen: onChannel },
  )
  process.on('message', (message) => ports.receive(message))
  process.on('disconnect', () => {
    ports.disconnect()
    onDisconnect()
  })
  return {
    notify: (notice) => process.send?.({ kind: 'notice', notice }, undefined, undefined, () => undefined),
  }
}

/**
 * Connects a process to its parent, Electron's main process or a Node process that forked it.
 * @param process this process; of Electron's it is the one with a `parentPort`
 * @throws Error where there is no parent
 */
export function connectProcess(process: HostedProcess, handlers: HostHandlers): Host {
  const parentPort: unknown = Reflect.get(process, 'parentPort')
  if (isParentPort(parentPort)) return electronHost(parentPort, handlers)
  if (process.send === undefined) throw new Error('This process must be started by the studio')
  return forkHost(process, handlers)
}
