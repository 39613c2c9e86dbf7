import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { localDisk } from '../../src-main/datasets/disk'
import { type ImportResult, packName, runImport } from '../../src-main/datasets/import/run'
import { inlineWorkers, type StartWorkers } from '../../src-main/datasets/import/workers'
import { defaultChoices, type ImportChoices, type ImportProgress } from '../../src-shared/datasets/import'
import { temporaryFolder } from './studio-home'

/** An import that ran to its end, and the files that it made. */
export interface Imported extends ImportResult {
  readonly folder: string
  readonly progress: readonly ImportProgress[]
  pixels(split: string): Uint8Array
  labels(split: string): number[]
}

/** How a test imports. */
export interface ImportOptions {
  /** The import's own folder; a new one by default. */
  readonly folder?: string
  readonly startWorkers?: StartWorkers
  readonly signal?: AbortSignal
}

/** Imports a source with the calling thread as the only worker. */
export async function importSource(
  source: string,
  choices: Partial<ImportChoices> = {},
  { folder = join(temporaryFolder(), 'import'), startWorkers = inlineWorkers, signal }: ImportOptions = {},
): Promise<Imported> {
  mkdirSync(folder, { recursive: true })
  const progress: ImportProgress[] = []
  const identity = { id: 'imported', name: 'Imported', created: 0, version: '0.0.0' }
  const result = await runImport(
    { ...identity, source, choices: { ...defaultChoices, ...choices }, folder },
    { disk: localDisk, startWorkers, onProgress: (step) => progress.push(step), now: Date.now, signal },
  )
  const pack = join(folder, packName)
  const read = (name: string) => new Uint8Array(readFileSync(join(pack, name)))
  return {
    ...result,
    folder: pack,
    progress,
    pixels: (split) => read(`${split}.pixels`),
    labels: (split) => [...read(`${split}.labels`)],
  }
}
