import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { toStoredFailure } from '@shared/contract/errors'
import { connectProcess } from '@shared/contract/process-host'
import { createApi } from './api'
import { startThreads } from './threads'

/** The importer process, in an Electron utility process or a fork of plain Node. */
const threads = Math.max(1, Math.min(8, availableParallelism()))
const api = createApi(startThreads(join(import.meta.dirname, 'import-worker.cjs'), threads), threads)

// An import's folder is whole after every chunk: whatever is being written when the process ends is cut off.
const leave = () => process.exit(0)

const host = connectProcess(process, {
  onChannel(purpose, port) {
    if (purpose.kind === 'api') {
      api.upgrade(port)
      port.on('close', leave)
    }
    port.start()
  },
  onDisconnect: leave,
})

const onFault = (error: unknown) => {
  host.notify({ kind: 'fault', failure: toStoredFailure(error) })
  process.exit(1)
}
process.on('uncaughtException', onFault)
process.on('unhandledRejection', onFault)

host.notify({ kind: 'ready' })
