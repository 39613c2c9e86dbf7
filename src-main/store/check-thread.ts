import { Worker } from 'node:worker_threads'
import { z } from 'zod'

/** A check of a database that is under way. */
export interface RunningCheck {
  /** What is wrong, at most ten lines; empty where nothing is. Rejects where the check itself could not be made. */
  readonly problems: Promise<readonly string[]>
  stop(): void
}

/** Begins to check a database; others may read and write it meanwhile. */
export type StartCheck = (file: string) => RunningCheck

const Answer = z.array(z.string())

/** Checks on a thread of its own, so that nobody waits. @param script the built thread, `out/main/check.cjs` */
export const checkOnThread =
  (script: string): StartCheck =>
  (file) => {
    const worker = new Worker(script, { workerData: file })
    const problems = new Promise<readonly string[]>((resolve, reject) => {
      worker.on('message', (answer: unknown) => {
        const parsed = Answer.safeParse(answer)
        if (parsed.success) resolve(parsed.data)
        else reject(parsed.error)
      })
      worker.on('error', reject)
      worker.on('exit', () => reject(new Error('the check of the database ended early')))
    })
    return { problems, stop: () => void worker.terminate() }
  }
