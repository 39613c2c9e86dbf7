import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const Note = z.object({
  /** The database's size, and the time of its last change in milliseconds, when it was closed. */
  bytes: z.int(),
  changed: z.int(),
  /** When all of it was last checked, in milliseconds since the epoch. */
  checked: z.number(),
})

const noteOf = (file: string): string => `${file}.sound`

function logOf(file: string): number {
  const log = `${file}-wal`
  return existsSync(log) ? statSync(log).size : 0
}

/**
 * When a database was last checked, if it was sound then, was closed in order and is as it was left; undefined where a crash, a
 * program or the disk may have changed it since, or nothing is noted.
 */
export function readSoundNote(file: string): number | undefined {
  try {
    const { bytes, changed, checked } = Note.parse(JSON.parse(readFileSync(noteOf(file), 'utf8')))
    const now = statSync(file)
    return now.size === bytes && Math.round(now.mtimeMs) === changed && logOf(file) === 0 ? checked : undefined
  } catch {
    return undefined
  }
}

/** Notes of a closed database that it is sound; nothing where its log was not moved into it. @param checked when it was checked */
export function writeSoundNote(file: string, checked: number): void {
  if (logOf(file) > 0) return
  const { size, mtimeMs } = statSync(file)
  const note: z.infer<typeof Note> = { bytes: size, changed: Math.round(mtimeMs), checked }
  writeFileSync(`${noteOf(file)}.new`, JSON.stringify(note))
  renameSync(`${noteOf(file)}.new`, noteOf(file))
}

/** Takes the note away while the database is in use, so that a crash leaves none. */
export function removeSoundNote(file: string): void {
  rmSync(noteOf(file), { force: true })
}
