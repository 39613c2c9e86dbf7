import { createORPCClient } from '@orpc/client'
import { mortalLink } from '../training/link'
import { NodeChild } from '../training/node-child'
import { type ImporterClient, type ImporterHost, type ImporterProcess, importerLost } from './host'

class NodeImporter extends NodeChild implements ImporterProcess {
  readonly client: ImporterClient

  constructor(file: string, env: NodeJS.ProcessEnv) {
    super(file, env)
    this.client = createORPCClient(mortalLink(this.api, this.ended, importerLost))
  }
}

/**
 * Importer processes as forks of plain Node.
 *
 * @param file the built importer, `out/main/importer.cjs`
 */
export class NodeImporterHost implements ImporterHost {
  constructor(
    readonly file: string,
    readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  start(): ImporterProcess {
    return new NodeImporter(this.file, this.env)
  }
}
