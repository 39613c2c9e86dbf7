import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import type { ImportedLogs } from '@shared/contract/compare'
import { StudioError } from '@shared/contract/errors'
import { busyError } from '../../home/lock'
import type { OpenHome } from '../../home/open'
import type { Watchers } from '../../runs/watchers'
import { type ReadLog, readCsvLog } from './csv-log'
import { readEventLog } from './event-log'

/** Largest log that is read: 1 GiB. */
const largest = 2 ** 30
/** Most logs of one import. */
const most = 10_000

/** A log that may be a run: a CSV file, or the event files of one folder. */
interface Found {
  readonly source: 'tensorboard' | 'csv'
  readonly name: string
  readonly files: readonly string[]
}

const isEvents = (name: string): boolean => name.includes('tfevents')
const isCsv = (name: string): boolean => extname(name).toLowerCase() === '.csv'

const unreadable = (message: string, next: string): StudioError =>
  new StudioError('INVALID_INPUT', message, { safe: 'Nothing was imported.', next })

/** The logs in a folder and those below it; what is a link is not followed. */
async function logsIn(root: string, folder = root): Promise<Found[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const found: Found[] = []
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  const label = relative(root, folder) || basename(root)
  const events = files.filter(isEvents)
  if (events.length > 0)
    found.push({ source: 'tensorboard', name: label, files: events.map((name) => join(folder, name)) })
  const tables = files.filter(isCsv)
  for (const name of tables) {
    const own = tables.length === 1 ? label : join(label, basename(name, extname(name)))
    found.push({ source: 'csv', name: own, files: [join(folder, name)] })
  }
  for (const entry of entries) {
    if (found.length > most) break
    if (entry.isDirectory()) found.push(...(await logsIn(root, join(folder, entry.name))))
  }
  return found
}

async function find(path: string): Promise<Found[]> {
  const about = await stat(path).catch(() => undefined)
  if (about === undefined)
    throw unreadable(`There is nothing at ${path}`, 'Name a folder, an event file or a CSV file.')
  if (about.isDirectory()) return logsIn(path)
  const name = basename(path)
  if (isEvents(name)) return [{ source: 'tensorboard', name: basename(join(path, '..')), files: [path] }]
  if (isCsv(name)) return [{ source: 'csv', name: basename(name, extname(name)), files: [path] }]
  throw unreadable(
    `${path} is neither an event file nor a CSV file`,
    'Name a file with “tfevents” in its name, or one that ends in .csv.',
  )
}

async function read({ source, files }: Found): Promise<ReadLog> {
  for (const file of files) {
    const { size } = await stat(file)
    if (size > largest) return { type: 'none', reason: `${basename(file)} has more than 1 GiB` }
  }
  const contents = await Promise.all(files.map(async (file) => ({ name: basename(file), bytes: await readFile(file) })))
  if (source === 'tensorboard') return readEventLog(contents)
  return readCsvLog(contents.map(({ bytes }) => bytes.toString('utf8')).join(''))
}

/** Takes logs of other programs in as runs that can stand beside those of the studio and cannot be resumed. */
export class LogImport {
  constructor(
    private readonly home: OpenHome,
    private readonly watchers: Watchers,
    private readonly now: () => number,
  ) {}

  /**
   * Imports a CSV file, an event file, or every log in a folder and those below it: each CSV file and each folder with event files is
   * a run.
   * @throws StudioError `UNKNOWN_PROJECT`, `INVALID_INPUT` where there is nothing to import
   */
  async importFrom(path: string, project: string): Promise<ImportedLogs> {
    if (this.home.access === 'shared') throw busyError(this.home.paths)
    const { store } = this.home
    store.projects.get(project)
    const found = await find(path)
    if (found.length === 0)
      throw unreadable(`There is no log in ${path}`, 'Choose a folder with event files of TensorBoard or CSV files.')
    if (found.length > most)
      throw unreadable(`There are more than ${most} logs in ${path}`, 'Choose a folder with fewer.')
    const imported: string[] = []
    const notes: { log: string; note: string }[] = []
    for (const log of found) {
      const result = await read(log)
      if (result.type === 'none') {
        notes.push({ log: log.name, note: `Not imported: ${result.reason}` })
        continue
      }
      const { series, pictures, settings, started } = result
      const created = started === null ? this.now() : Math.round(started * 1000)
      const name =
        log.name
          .replace(/\p{Cc}/gu, ' ')
          .trim()
          .slice(0, 120) || 'log'
      const { id } = store.external.add({ project, name, source: log.source, settings, series, pictures, created })
      imported.push(id)
      this.watchers.publish({ type: 'imported', id })
      notes.push(...result.notes.map((note) => ({ log: log.name, note })))
    }
    const [first] = notes
    if (imported.length === 0) {
      throw unreadable(
        `No run could be imported from ${path}${first === undefined ? '' : `: ${first.log}: ${first.note}`}`,
        'Choose other logs.',
      )
    }
    return { imported, notes }
  }
}
