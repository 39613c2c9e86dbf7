import { createORPCClient } from '@orpc/client'
import { TrainerNotice } from '@shared/contract/trainer-process'
import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import type { TrainerClient, TrainerEnd, TrainerHost, TrainerProcess, TrainerPurpose } from '../training/host'
import { mortalLink } from '../training/link'
import { headline, Tail } from '../training/tail'

class ElectronTrainer implements TrainerProcess<MessagePortMain> {
  readonly client: TrainerClient
  readonly ended: Promise<TrainerEnd>
  readonly #child: UtilityProcess
  #dismissed = false

  constructor(file: string, graphs: string, purpose: TrainerPurpose) {
    const env = { ...process.env, GAN_STUDIO_GRAPHS: graphs }
    this.#child = utilityProcess.fork(file, [], { serviceName: purpose, stdio: 'pipe', env })
    const child = this.#child
    const lastWords = new Tail()
    child.stdout?.resume()
    child.stderr?.on('data', (chunk: Buffer) => lastWords.add(chunk.toString()))
    let fault: string | undefined
    child.on('message', (message: unknown) => {
      const notice = TrainerNotice.safeParse(message)
      if (notice.data?.kind === 'fault') fault = notice.data.failure.message
    })
    const { port1, port2 } = new MessageChannelMain()
    child.postMessage({ kind: 'api' }, [port1])
    this.ended = new Promise((resolve) => {
      // The exit code is left out: Electron reports 0 for crashes and 15 for kills.
      child.once('exit', () => {
        const words = lastWords.text()
        const reason = fault ?? headline(words) ?? 'it ended without a word'
        resolve(this.#dismissed ? { type: 'dismissed' } : { type: 'lost', reason, lastWords: words })
        port2.close()
      })
    })
    this.client = createORPCClient(mortalLink(Promise.resolve(port2), this.ended))
    port2.start()
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  framePort(session: string): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain()
    this.#child.postMessage({ kind: 'frames', session }, [port1])
    return port2
  }

  kill(): void {
    this.#dismissed = true
    this.#child.kill()
  }
}

/**
 * Trainer processes as Electron utility processes.
 *
 * @param file the built trainer, `out/main/trainer.cjs`
 * @param graphs the folder in which they keep compiled graphs
 */
export class ElectronTrainerHost implements TrainerHost<MessagePortMain> {
  constructor(
    readonly file: string,
    readonly graphs: string,
  ) {}

  start(purpose: TrainerPurpose): TrainerProcess<MessagePortMain> {
    return new ElectronTrainer(this.file, this.graphs, purpose)
  }
}
