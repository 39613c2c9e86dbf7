import { type ChildProcess, fork } from 'node:child_process'
import { ForkPorts, type ProcessPort } from '@shared/contract/fork-ports'
import type { TrainerEnd } from './host'
import { headline, Tail } from './tail'

/** What ended a process, in words. */
function describeExit(code: number | null, signal: string | null, lastWords: string): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`
  const what = headline(lastWords)
  return what === undefined ? how : `${how} (${what})`
}

/** A fork of plain Node that speaks the studio's fork protocol. */
export class NodeChild {
  readonly ended: Promise<TrainerEnd>
  /** The `api` port, once the process listens. */
  readonly api: Promise<ProcessPort>
  readonly ports: ForkPorts
  readonly #child: ChildProcess
  #dismissed = false
  #signs = 0

  constructor(file: string, env: NodeJS.ProcessEnv) {
    // A process group of its own: Ctrl-C reaches the studio alone, which ends the process in order.
    this.#child = fork(file, [], {
      serialization: 'advanced',
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env,
    })
    const child = this.#child
    const lastWords = new Tail()
    child.stdout?.resume()
    child.stderr?.on('data', (chunk: Buffer) => lastWords.add(chunk.toString()))
    let fault: string | undefined
    const sign = () => {
      this.#signs++
    }
    let listens: () => void = () => undefined
    const ready = new Promise<void>((resolve) => {
      listens = resolve
    })
    this.ports = new ForkPorts((message) => this.#send(message), {
      onNotice(notice) {
        sign()
        if (notice.kind === 'ready') listens()
        if (notice.kind === 'fault') fault = notice.failure.message
      },
    })
    child.on('message', (message) => this.ports.receive(message))
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        const lost = { type: 'lost', reason: fault ?? reason, lastWords: lastWords.text() } as const
        resolve(this.#dismissed ? { type: 'dismissed' } : lost)
        this.ports.disconnect()
      }
      child.on('error', (error) => end(`it could not be started: ${error.message}`))
      child.on('close', (code, signal) => end(describeExit(code, signal, lastWords.text())))
    })
    this.api = ready.then(() => {
      const api = this.ports.open({ kind: 'api' })
      api.start()
      return api
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** How many signs of life it has given so far. */
  get signs(): number {
    return this.#signs
  }

  /** Ends the process at once. */
  kill(): void {
    this.#dismissed = true
    this.#child.kill('SIGKILL')
  }

  #send(message: Parameters<ChildProcess['send']>[0]): void {
    // The callback takes the error of a channel that closes meanwhile; `ended` tells of it.
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }
}
