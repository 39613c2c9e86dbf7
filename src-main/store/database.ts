import { existsSync, renameSync } from 'node:fs'
import { type StoredFailure, StudioError } from '@shared/contract/errors'
import type { StartCheck } from './check-thread'
import { migrate, migrations, schemaVersion } from './migrations'
import { problemsOf } from './quick-check'
import { readSoundNote, removeSoundNote } from './sound-note'
import { Soundness } from './soundness'
import { Sql } from './sql'

/** An open database, whether it is sound, and what was set aside to get it open. */
export interface OpenedDatabase {
  readonly sql: Sql
  readonly soundness: Soundness
  readonly notices: readonly StoredFailure[]
}

/**
 * When all of a database is read to see that it is sound. One that was not closed in order, or was changed since, is always checked
 * before anything is done with it. Else `at-open` checks it at the first opening of a day, and `later` each time, beside the work.
 */
export type CheckTime = { readonly type: 'at-open' } | { readonly type: 'later'; readonly start: StartCheck }

/** How long a check that was made at opening holds, in milliseconds. */
const DAY = 24 * 3600 * 1000

/** Opens for writing and sees to it that what is there is sound; the file is created where there is none. */
function openSound(file: string, now: Date, time: CheckTime): { sql: Sql; soundness: Soundness } {
  const noted = readSoundNote(file)
  removeSoundNote(file)
  const sql = new Sql(file, 'write')
  try {
    sql.script('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    if (noted !== undefined && schemaVersion(sql) === migrations.length) {
      if (time.type === 'later') return { sql, soundness: new Soundness(sql, { type: 'unchecked', start: time.start }) }
      if (Math.abs(now.getTime() - noted) < DAY)
        return { sql, soundness: new Soundness(sql, { type: 'sound', checked: noted }) }
    }
    const problems = problemsOf(sql)
    if (problems.length === 0) return { sql, soundness: new Soundness(sql, { type: 'sound', checked: now.getTime() }) }
    throw new StudioError('STORE_DAMAGED', `The database is damaged: ${file}`, {
      safe: 'Nothing has been overwritten.',
      next: 'Restore it from a backup.',
      details: problems.join('\n'),
    })
  } catch (error) {
    sql.closeWithLog()
    throw error
  }
}

/** Renames the database with its write-ahead log; answers with the new name. */
function setAside(file: string, now: Date): string {
  const aside = `${file}.damaged-${now.toISOString().replaceAll(':', '-')}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  }
  return aside
}

function setAsideNotice(file: string, aside: string, error: StudioError): StoredFailure {
  return {
    code: 'STORE_DAMAGED',
    message: `The database was damaged: ${file}`,
    safe: `It was set aside as ${aside}, and a new one was begun. Datasets and the files of runs are where they were.`,
    next: 'Restore the database from a backup, or go on with the new one.',
    ...(error.failure.details === undefined ? {} : { details: error.failure.details }),
  }
}

/**
 * Opens the database of a home that this process holds, creates it or brings its schema up to date. A damaged one is
 * renamed, never overwritten, and a new one is begun; `notices` says so.
 * @throws StudioError `WRONG_STATE` for a database that a newer studio wrote, `DISK_FULL`.
 */
export function openDatabase(file: string, time: CheckTime, now = new Date()): OpenedDatabase {
  const opened = openOrReplace(file, now, time)
  try {
    migrate(opened.sql)
  } catch (error) {
    opened.soundness.close()
    throw error
  }
  return opened
}

function openOrReplace(file: string, now: Date, time: CheckTime): OpenedDatabase {
  try {
    return { ...openSound(file, now, time), notices: [] }
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'STORE_DAMAGED') throw error
    const aside = setAside(file, now)
    return { ...openSound(file, now, time), notices: [setAsideNotice(file, aside, error)] }
  }
}

/**
 * Opens the database for reading while another studio holds the home: no migration, no write.
 * @throws StudioError `STUDIO_BUSY` where the holder has not made it yet, `WRONG_STATE` for another schema version.
 */
export function openDatabaseForReading(file: string): Sql {
  if (!existsSync(file)) throw unfinished(file)
  const sql = new Sql(file, 'read')
  const version = versionOrClosed(sql)
  if (version === migrations.length) return sql
  sql.close()
  if (version === 0) throw unfinished(file)
  throw new StudioError('WRONG_STATE', `The studio that uses this home is another version: ${file}`, {
    safe: 'Nothing has been changed.',
    next: 'Close that studio and try again, or update both to the same version.',
    details: `Schema version ${version}; this studio knows version ${migrations.length}.`,
  })
}

/** The schema version; where it cannot be read the connection is closed. */
function versionOrClosed(sql: Sql): number {
  try {
    return schemaVersion(sql)
  } catch (error) {
    sql.close()
    throw error
  }
}

const unfinished = (file: string): StudioError =>
  new StudioError('STUDIO_BUSY', `Another studio is just making ${file}`, {
    safe: 'Nothing has been changed.',
    next: 'Try again in a moment.',
  })
