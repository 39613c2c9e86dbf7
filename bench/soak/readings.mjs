// What a process or a home holds at a moment, for the soak.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{ type: string, pid: number, megabytes: number, handles: number }} ProcessReading */

/** Open handles of a process: files, sockets, pipes, shared memory. 0 where it has just ended. */
function handlesOf(/** @type {number} */ pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

/**
 * Every process of the application by what it is: `main`, `page`, `gpu`, `network`, `trainer`, `sampler`, `importer`.
 * @param {import('@playwright/test').ElectronApplication} app
 * @returns {Promise<ProcessReading[]>} with resident megabytes
 */
export async function processes(app) {
  const all = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ type, name, serviceName, pid, memory }) => ({
      type,
      name: `${serviceName ?? ''} ${name ?? ''}`,
      pid,
      megabytes: memory.workingSetSize / 1024,
    })),
  )
  /** @type {Record<string, string>} */
  const kinds = { Browser: 'main', Tab: 'page', GPU: 'gpu' }
  return all.map(({ type, name, pid, megabytes }) => ({
    type: kinds[type] ?? ['trainer', 'sampler', 'importer', 'network'].find((kind) => name.includes(kind)) ?? 'other',
    pid,
    megabytes,
    handles: handlesOf(pid),
  }))
}

/** Sum of the sizes of a folder's files that are there, in megabytes, without Chromium's own. */
export function folderSize(/** @type {string} */ folder) {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || path.includes('/.electron/')) continue
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes / 2 ** 20
}

/** Megabytes of the database, and of its log of what is not in it yet. */
export function databaseSize(/** @type {string} */ home) {
  const size = (/** @type {string} */ name) =>
    (statSync(join(home, name), { throwIfNoEntry: false })?.size ?? 0) / 2 ** 20
  return { database: size('studio.sqlite'), log: size('studio.sqlite-wal') }
}

/**
 * Reads what the page's document and JavaScript hold, each time after a collection and after Chromium gave back what it keeps only to be
 * faster, such as decoded pictures.
 */
export async function pageReader(/** @type {import('@playwright/test').Page} */ page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return async () => {
    await session.send('Memory.simulatePressureNotification', { level: 'critical' })
    await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (/** @type {string} */ wanted) => metrics.find(({ name }) => name === wanted)?.value ?? 0
    return { heap: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes'), listeners: of('JSEventListeners') }
  }
}
