import { createORPCClient } from '@orpc/client'
import { MessageChannelMain, type MessagePortMain } from 'electron'
import { type ImporterClient, type ImporterHost, type ImporterProcess, importerLost } from '../importing/host'
import type { TrainerClient, TrainerHost, TrainerProcess, TrainerPurpose } from '../training/host'
import { mortalLink } from '../training/link'
import { ElectronChild } from './electron-child'

class ElectronTrainer extends ElectronChild implements TrainerProcess<MessagePortMain> {
  readonly client: TrainerClient

  constructor(file: string, graphs: string, purpose: TrainerPurpose) {
    super(file, purpose, { ...process.env, GAN_STUDIO_GRAPHS: graphs })
    this.client = createORPCClient(mortalLink(Promise.resolve(this.api), this.ended))
    this.api.start()
  }

  framePort(session: string): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain()
    this.child.postMessage({ kind: 'frames', session }, [port1])
    return port2
  }
}

class ElectronImporter extends ElectronChild implements ImporterProcess {
  readonly client: ImporterClient

  constructor(file: string) {
    super(file, 'importer')
    this.client = createORPCClient(mortalLink(Promise.resolve(this.api), this.ended, importerLost))
    this.api.start()
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

/**
 * Importer processes as Electron utility processes.
 *
 * @param file the built importer, `out/main/importer.cjs`
 */
export class ElectronImporterHost implements ImporterHost {
  constructor(readonly file: string) {}

  start(): ImporterProcess {
    return new ElectronImporter(this.file)
  }
}
