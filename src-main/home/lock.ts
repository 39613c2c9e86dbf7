import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { StudioError } from '@shared/contract/errors'
import Database from 'libsql'
import { z } from 'zod'
import type { HomePaths } from './home'

/** A studio home that this process holds; the system releases it when the process ends, however it ends. */
export interface HomeLock {
  release(): void
}

const Holder = z.object({ process: z.int(), since: z.iso.datetime() })

/** Who holds the home, as far as that is known: the file is only there to tell a person. */
function holderOf(file: string): string {
  try {
    const holder = Holder.parse(JSON.parse(readFileSync(file, 'utf8')))
    return ` (process ${holder.process}, since ${holder.since})`
  } catch {
    return ''
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
}

/** The error of a studio that finds its home held by another. */
export function busyError(paths: HomePaths): StudioError {
  return new StudioError('STUDIO_BUSY', `Another studio${holderOf(paths.holder)} is using ${paths.root}`, {
    safe: 'This one has changed nothing, and the other goes on undisturbed.',
    next: 'Use or close the other studio, or choose another home with --home or GAN_STUDIO_HOME.',
  })
}

function openLock(file: string): Database.Database {
  try {
    return new Database(file)
  } catch (error) {
    throw unusableHome(`The studio home cannot be written: ${file}`, error)
  }
}

/** The error of a home folder that cannot be used. */
export function unusableHome(message: string, cause: unknown): StudioError {
  return new StudioError('INVALID_INPUT', message, {
    safe: 'Nothing has been changed.',
    next: 'Choose a folder that can be written with --home or GAN_STUDIO_HOME.',
    details: String(cause),
  })
}

/**
 * Takes the home for this process: an exclusive SQLite lock on a file of its own, held until `release` or the end of
 * the process. The home folder must exist. Nothing else in this process may open the file: on POSIX systems closing any
 * handle of it would release the lock (fcntl(2), "record locks").
 * @throws StudioError `STUDIO_BUSY` where another studio holds it, `INVALID_INPUT` where the folder cannot be written.
 */
export function lockHome(paths: HomePaths): HomeLock {
  const database = openLock(paths.lock)
  try {
    // Only exec: a prepared statement would keep the lock after close until it is garbage.
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw isBusy(error) ? busyError(paths) : error
  }
  writeFileSync(paths.holder, JSON.stringify({ process: process.pid, since: new Date().toISOString() }))
  return {
    release() {
      if (!database.open) return
      rmSync(paths.holder, { force: true })
      database.exec('ROLLBACK')
      database.close()
    },
  }
}
