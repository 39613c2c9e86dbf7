import { TrainerNotice } from '@shared/contract/trainer-process'
import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import type { TrainerEnd } from '../training/host'
import { headline, Tail } from '../training/tail'
import { withoutNullHandle } from './null-handle'

/** An Electron utility process of the studio. */
export class ElectronChild {
  readonly ended: Promise<TrainerEnd>
  readonly api: MessagePortMain
  readonly child: UtilityProcess
  #dismissed = false
  #signs = 0

  /** @param serviceName what process lists show */
  constructor(file: string, serviceName: string, env: NodeJS.ProcessEnv = process.env) {
    this.child = withoutNullHandle(() => utilityProcess.fork(file, [], { serviceName, stdio: 'pipe', env }))
    const { child } = this
    const lastWords = new Tail()
    child.stdout?.resume()
    child.stderr?.on('data', (chunk: Buffer) => lastWords.add(chunk.toString()))
    let fault: string | undefined
    child.on('message', (message: unknown) => {
      const notice = TrainerNotice.safeParse(message)
      if (notice.success) this.#signs++
      if (notice.data?.kind === 'fault') fault = notice.data.failure.message
    })
    const { port1, port2 } = new MessageChannelMain()
    child.postMessage({ kind: 'api' }, [port1])
    this.api = port2
    this.ended = new Promise((resolve) => {
      // The exit code is left out: Electron reports 0 for crashes and 15 for kills.
      child.once('exit', () => {
        const words = lastWords.text()
        const reason = fault ?? headline(words) ?? 'it ended without a word'
        resolve(this.#dismissed ? { type: 'dismissed' } : { type: 'lost', reason, lastWords: words })
        port2.close()
      })
    })
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  /** How many signs of life it has given so far. */
  get signs(): number {
    return this.#signs
  }

  /** Ends the process at once. */
  kill(): void {
    this.#dismissed = true
    this.child.kill()
  }
}
