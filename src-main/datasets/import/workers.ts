import { OpenArchives } from '../trees/zip'
import type { Chunk } from './chunks'
import { type ChunkResult, type WorkChoices, workOn } from './work'

/** Who works on chunks: threads, or in tests the caller itself. */
export interface Workers {
  /** How many chunks may be under way at once. */
  readonly width: number
  run(chunk: Chunk, choices: WorkChoices): Promise<ChunkResult>
  close(): Promise<void>
}

/** Starts the workers of an import. */
export type StartWorkers = () => Workers

/** Works on chunks in the calling thread. */
export const inlineWorkers: StartWorkers = () => {
  const archives = new OpenArchives()
  return {
    width: 1,
    run: async (chunk, choices) => workOn(chunk, choices, archives),
    close: async () => archives.close(),
  }
}

/**
 * Runs chunks on workers, `width` at once, and hands the results on one at a time in the order of the chunks.
 * @throws whatever reading, a worker or `take` throws; no chunk is begun after that
 */
export async function runChunks(
  chunks: AsyncGenerator<Chunk>,
  workers: Workers,
  choices: WorkChoices,
  take: (result: ChunkResult) => Promise<void>,
): Promise<void> {
  const waiting = new Set<Promise<void>>()
  let taking = Promise.resolve()
  let failure: { readonly error: unknown } | undefined
  const begin = (chunk: Chunk): void => {
    const result = workers.run(chunk, choices)
    result.catch(() => undefined) // its turn comes below
    taking = taking.then(async () => take(await result))
    const work = taking
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => waiting.delete(work))
    waiting.add(work)
  }
  for await (const chunk of chunks) {
    begin(chunk)
    if (waiting.size >= workers.width) await Promise.race(waiting)
    if (failure !== undefined) break
  }
  await Promise.all(waiting)
  if (failure !== undefined) throw failure.error
}
