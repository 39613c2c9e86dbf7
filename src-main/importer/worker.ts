import { parentPort } from 'node:worker_threads'
import { toStoredFailure } from '@shared/contract/errors'
import { workOn } from '../datasets/import/work'
import { OpenArchives } from '../datasets/trees/zip'
import type { WorkerNews, WorkerTask } from './threads'

// A thread of the importer: decodes and prepares one chunk of images after the other.

const archives = new OpenArchives()

function answer({ chunk, choices }: WorkerTask): void {
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
