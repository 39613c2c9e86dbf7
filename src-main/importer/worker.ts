import { parentPort, workerData } from 'node:worker_threads'
import { toStoredFailure } from '@shared/contract/errors'
import type { Chunk } from '../datasets/import/chunks'
import { type WorkChoices, workOn } from '../datasets/import/work'
import { OpenArchives } from '../datasets/trees/zip'
import type { WorkerNews } from './threads'

// A thread of the importer: decodes and prepares one chunk of images after the other.

const choices: WorkChoices = workerData
const archives = new OpenArchives()

function answer(chunk: Chunk): void {
  try {
    const { record, pixels } = workOn(chunk, choices, archives)
    const news: WorkerNews = { type: 'done', record, pixels }
    parentPort?.postMessage(news, [pixels.buffer])
  } catch (error) {
    const news: WorkerNews = { type: 'failed', failure: toStoredFailure(error) }
    parentPort?.postMessage(news)
  }
}

parentPort?.on('message', answer)
