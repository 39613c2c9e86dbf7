import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { type ImportEvent, type ImportRequest, importerContract } from '@shared/contract/importer'
import { toPortError, withPortErrors } from '@shared/contract/orpc-errors'
import type { ImportProgress } from '@shared/datasets/import'
import { localDisk } from '../datasets/disk'
import { exportDataset } from '../datasets/export/export'
import { Previews } from '../datasets/import/preview'
import { runImport } from '../datasets/import/run'
import type { StartWorkers } from '../datasets/import/workers'
import { splitStatistics } from '../datasets/statistics'
import { oneImage } from './one-image'

/** Runs an import as a stream of what it tells; of progress that nobody has taken yet only the last is kept. */
async function* importEvents(
  request: ImportRequest,
  startWorkers: StartWorkers,
  signal: AbortSignal | undefined,
): AsyncGenerator<ImportEvent> {
  const leaving = new AbortController()
  const stop = () => leaving.abort()
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  let latest: ImportProgress | undefined
  let wake: () => void = () => undefined
  const tools = {
    disk: localDisk,
    startWorkers,
    now: Date.now,
    signal: leaving.signal,
    onProgress(progress: ImportProgress) {
      latest = progress
      wake()
    },
  }
  let over = false
  const result = runImport(request, tools).finally(() => {
    over = true
    wake()
  })
  result.catch(() => undefined) // awaited below, when what was told before has been passed on
  try {
    while (!over) {
      if (latest === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      const progress = latest
      latest = undefined
      yield { type: 'progress', progress }
    }
    if (latest !== undefined) yield { type: 'progress', progress: latest }
    yield { type: 'done', report: (await result).report }
  } catch (error) {
    throw toPortError(error)
  } finally {
    leaving.abort()
    signal?.removeEventListener('abort', stop)
    await result.catch(() => undefined)
  }
}

/** The importer's side of `importerContract`, to be given ports by `upgrade`. */
export function createApi(startWorkers: StartWorkers, threads: number) {
  const os = implement(importerContract).use(({ next }) => withPortErrors(next))
  const previews = new Previews(threads, Date.now)
  return new RPCHandler(
    os.router({
      preview: os.preview.handler(({ input }) => previews.preview(input.source, input.choices, input.home)),
      import: os.import.handler(({ input, signal }) => importEvents(input, startWorkers, signal)),
      statistics: os.statistics.handler(({ input }) => splitStatistics(input.image, input.part)),
      image: os.image.handler(async ({ input }) => {
        const { pixels } = await oneImage(input.file, input.image)
        return { pixels: Buffer.from(pixels).toString('base64') }
      }),
      export: os.export.handler(({ input, signal }) => exportDataset(localDisk, input, signal)),
    }),
  )
}
