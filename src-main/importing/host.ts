import type { ContractRouterClient } from '@orpc/contract'
import { StudioError } from '@shared/contract/errors'
import type { importerContract } from '@shared/contract/importer'
import type { TrainerEnd } from '../training/host'

/** The typed client of an importer process. It rejects with `StudioError`s only; with `IMPORTER_LOST` once the process has ended. */
export type ImporterClient = ContractRouterClient<typeof importerContract>

/** A process that reads, prepares and packs images. */
export interface ImporterProcess {
  readonly client: ImporterClient
  readonly pid: number | undefined
  /** Resolves once, when the process has ended. Never rejects. */
  readonly ended: Promise<TrainerEnd>
  /** Ends the process at once. What an import had finished stays in its folder. */
  kill(): void
}

/** Starts importer processes. */
export interface ImporterHost {
  start(): ImporterProcess
}

/** What a call on an ended importer process fails with. */
export function importerLost(end: TrainerEnd): StudioError {
  const why = end.type === 'dismissed' ? 'it was told to end' : end.reason
  return new StudioError('IMPORTER_LOST', `The import process has ended: ${why}`, {
    safe: 'The original files have not been touched, and what was imported so far is kept.',
    next: 'Start the same import again: it goes on where it was.',
    ...(end.type === 'dismissed' || end.lastWords === '' ? {} : { details: end.lastWords }),
  })
}
