import { constants, freemem, setPriority, totalmem } from 'node:os'
import { join } from 'node:path'
import { toStoredFailure } from '@shared/contract/errors'
import type { ProcessPort } from '@shared/contract/fork-ports'
import { connectProcess } from '@shared/contract/process-host'
import { type ChannelPurpose, SIGN_INTERVAL } from '@shared/contract/trainer-process'
import { createApi } from './api'
import { workerFeeds } from './batches/worker-feeds'
import { chooseEngine, engineStatuses, usableEngines } from './compute/engines/registry'
import { EVALUATION_BATCH, Evaluator } from './evaluation/evaluator'
import { disk } from './files/disk'
import { serveFrames } from './latent/frame-server'
import { Generators } from './latent/generators'
import { ActiveRun } from './session/active-run'
import { systemClock } from './session/clock'
import { workerSaver } from './session/worker-saver'

/** The trainer process, in an Electron utility process or a fork of plain Node. */
const run = new ActiveRun({
  disk,
  clock: systemClock,
  chooseEngine,
  usableEngines,
  openFeeds: workerFeeds(join(import.meta.dirname, 'feeds.cjs')),
  openSaver: workerSaver(join(import.meta.dirname, 'saves.cjs')),
  memory: () => ({ free: freemem(), total: totalmem() }),
})
const generators = new Generators(disk, chooseEngine)
/** A process that measures gives way to one that trains; where the system refuses that, it measures all the same. */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    return
  }
}

const evaluator = new Evaluator({
  giveWay,
  disk,
  now: systemClock.now,
  engine: () => chooseEngine('auto'),
  load: (checkpoint) => generators.load(checkpoint, { batch: EVALUATION_BATCH }),
})
const api = createApi({ disk, run, generators, evaluator, chooseEngine, engineStatuses })

// Saves are atomic: whatever is being written when the process ends has not got its name yet.
const leave = () => process.exit(0)

function onChannel(purpose: ChannelPurpose, port: ProcessPort): void {
  switch (purpose.kind) {
    case 'api':
      api.upgrade(port)
      port.on('close', leave)
      break
    case 'frames':
      serveFrames(port, () => generators.find(purpose.session))
      break
  }
  port.start()
}

const host = connectProcess(process, { onChannel, onDisconnect: leave })

function onFault(error: unknown): void {
  run.fail(error)
  host.notify({ kind: 'fault', failure: toStoredFailure(error) })
}
process.on('uncaughtException', onFault)
process.on('unhandledRejection', onFault)

host.notify({ kind: 'ready' })
setInterval(() => host.notify({ kind: 'alive' }), SIGN_INTERVAL).unref()
