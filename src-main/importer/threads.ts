import { Worker } from 'node:worker_threads'
import { fromStoredFailure, type StoredFailure, StudioError } from '@shared/contract/errors'
import type { Chunk } from '../datasets/import/chunks'
import type { FinishedChunk } from '../datasets/import/records'
import type { ChunkResult, WorkChoices } from '../datasets/import/work'
import type { StartWorkers, Workers } from '../datasets/import/workers'

/** What a thread is asked to do. */
export interface WorkerTask {
  readonly chunk: Chunk
  readonly choices: WorkChoices
}

/** What a thread answers to a chunk. */
export type WorkerNews =
  | { readonly type: 'done'; readonly record: FinishedChunk; readonly pixels: Uint8Array<ArrayBuffer> }
  | { readonly type: 'failed'; readonly failure: StoredFailure }

interface Waiting {
  readonly resolve: (result: ChunkResult) => void
  readonly reject: (error: unknown) => void
}

/** Buffers that are given to the thread instead of copied: those that hold nothing else. */
function transfers({ content }: Chunk): ArrayBuffer[] {
  const arrays = content.type === 'files' ? content.files : content.type === 'rasters' ? [content.pixels] : []
  return arrays.flatMap(({ buffer, byteLength }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0 ? [buffer] : [],
  )
}

const lost = (why: string): StudioError =>
  new StudioError('IMPORTER_LOST', `A thread of the import ended: ${why}`, {
    safe: 'The original files have not been touched, and what was imported so far is kept.',
    next: 'Start the same import again: it goes on where it was.',
  })

/** One thread and the chunks that wait for it. */
class Thread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #over: StudioError | undefined

  constructor(file: string) {
    this.#worker = new Worker(file)
    this.#worker.on('message', (news: WorkerNews) => {
      const next = this.#waiting.shift()
      if (news.type === 'done') next?.resolve(news)
      else next?.reject(fromStoredFailure(news.failure))
    })
    this.#worker.on('error', (error) => this.#fail(lost(String(error))))
    this.#worker.on('exit', (code) => this.#fail(lost(`exit code ${code}`)))
  }

  get load(): number {
    return this.#waiting.length
  }

  run(task: WorkerTask): Promise<ChunkResult> {
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(this.#over)
      this.#waiting.push({ resolve, reject })
      this.#worker.postMessage(task, transfers(task.chunk))
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(error: StudioError): void {
    this.#over ??= error
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

/**
 * Threads that work on chunks; each has some waiting, so that none idles while results are written in their order.
 * @param file the built thread, `out/main/import-worker.cjs`
 */
export const startThreads =
  (file: string, count: number): StartWorkers =>
  (): Workers => {
    const threads = Array.from({ length: count }, () => new Thread(file))
    return {
      width: 4 * count,
      run(chunk, choices) {
        const thread = threads.reduce((best, candidate) => (candidate.load < best.load ? candidate : best))
        return thread.run({ chunk, choices })
      },
      async close() {
        await Promise.all(threads.map((thread) => thread.close()))
      },
    }
  }
