import { type ChildProcess, fork } from 'node:child_process'
import { createORPCClient } from '@orpc/client'
import { ForkPorts, type ProcessPort } from '@shared/contract/fork-ports'
import type { TrainerClient, TrainerEnd, TrainerHost, TrainerProcess } from './host'
import { mortalLink } from './link'
import { headline, Tail } from './tail'

/** What ended a process, in words. */
export function describeExit(code: number | null, signal: string | null, lastWords: string): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`
  const what = headline(lastWords)
  return what === undefined ? how : `${how} (${what})`
}

class NodeTrainer implements TrainerProcess<ProcessPort> {
  readonly client: TrainerClient
  readonly ended: Promise<TrainerEnd>
  readonly #child: ChildProcess
  readonly #ports: ForkPorts
  #dismissed = false

  constructor(file: string, env: NodeJS.ProcessEnv) {
    // A process group of its own: Ctrl-C reaches the studio alone, which saves a checkpoint before it ends the trainer.
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
    let listens: () => void = () => undefined
    const ready = new Promise<void>((resolve) => {
      listens = resolve
    })
    this.#ports = new ForkPorts((message) => this.#send(message), {
      onNotice(notice) {
        if (notice.kind === 'ready') listens()
        else fault = notice.failure.message
      },
    })
    child.on('message', (message) => this.#ports.receive(message))
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        const lost = { type: 'lost', reason: fault ?? reason, lastWords: lastWords.text() } as const
        resolve(this.#dismissed ? { type: 'dismissed' } : lost)
        this.#ports.disconnect()
      }
      child.on('error', (error) => end(`it could not be started: ${error.message}`))
      child.on('close', (code, signal) => end(describeExit(code, signal, lastWords.text())))
    })
    const port = ready.then(() => {
      const api = this.#ports.open({ kind: 'api' })
      api.start()
      return api
    })
    this.client = createORPCClient(mortalLink(port, this.ended))
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  framePort(session: string): ProcessPort {
    return this.#ports.open({ kind: 'frames', session })
  }

  kill(): void {
    this.#dismissed = true
    this.#child.kill('SIGKILL')
  }

  #send(message: Parameters<ChildProcess['send']>[0]): void {
    // The callback takes the error of a channel that closes meanwhile; `ended` tells of it.
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }
}

/**
 * Trainer processes as forks of plain Node.
 *
 * @param file the built trainer, `out/main/trainer.cjs`
 * @param graphs the folder in which they keep compiled graphs
 */
export class NodeTrainerHost implements TrainerHost<ProcessPort> {
  constructor(
    readonly file: string,
    readonly graphs: string,
    readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  start(): TrainerProcess<ProcessPort> {
    return new NodeTrainer(this.file, { ...this.env, GAN_STUDIO_GRAPHS: this.graphs })
  }
}
