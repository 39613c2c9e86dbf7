import { parentPort, workerData } from 'node:worker_threads'
import { StudioError } from '@shared/contract/errors'
import { z } from 'zod'
import { problemsOf } from './quick-check'
import { Sql } from './sql'

// A thread that checks a database beside the one that works with it. Its connection cannot write.

function check(file: string): readonly string[] {
  try {
    const sql = new Sql(file, 'read')
    try {
      return problemsOf(sql)
    } finally {
      sql.close()
    }
  } catch (error) {
    if (error instanceof StudioError && error.code === 'STORE_DAMAGED') return [error.failure.details ?? error.message]
    throw error
  }
}

parentPort?.postMessage(check(z.string().parse(workerData)))
