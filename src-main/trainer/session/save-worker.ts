import { parentPort } from 'node:worker_threads'
import { disk } from '../files/disk'
import { transfersOf } from './save-transfer'
import { perform, type SaveJob } from './saves'

// Started as a thread by `worker-saver.ts`: encodes, hashes and writes what a run keeps while the run goes on.

parentPort?.on('message', async (job: SaveJob) => {
  const outcome = await perform(disk, job)
  parentPort?.postMessage(outcome, outcome.type === 'refused' ? transfersOf(outcome.job) : [])
})
