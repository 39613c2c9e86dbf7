import { createORPCClient } from '@orpc/client'
import type { ProcessPort } from '@shared/contract/fork-ports'
import type { TrainerClient, TrainerHost, TrainerProcess } from './host'
import { mortalLink } from './link'
import { NodeChild } from './node-child'

class NodeTrainer extends NodeChild implements TrainerProcess<ProcessPort> {
  readonly client: TrainerClient

  constructor(file: string, env: NodeJS.ProcessEnv) {
    super(file, env)
    this.client = createORPCClient(mortalLink(this.api, this.ended))
  }

  framePort(session: string): ProcessPort {
    return this.ports.open({ kind: 'frames', session })
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
