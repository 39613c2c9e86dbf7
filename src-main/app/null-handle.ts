import { closeSync, fstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

const OWN = '/proc/self/fd'

/** This process's handles on the null device that are open for writing alone. */
function nullHandles(): Set<number> {
  const found = new Set<number>()
  for (const name of readdirSync(OWN)) {
    try {
      const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))?.[1]
      const forWriting = flags !== undefined && (Number.parseInt(flags, 8) & 3) === 1
      if (forWriting && readlinkSync(`${OWN}/${name}`) === '/dev/null') found.add(Number(name))
    } catch {
      // A handle of another thread that was closed meanwhile, or the one that lists the folder.
    }
  }
  return found
}

/**
 * Starts a utility process and closes the handle that Electron leaves open with each: it opens the null device as the process's
 * standard input, which it then does not hand over. A studio that trains run after run would reach its limit of open files.
 * Only Linux says which handles a process has; elsewhere they stay.
 *
 * @param start is synchronous
 */
export function withoutNullHandle<T>(start: () => T): T {
  if (process.platform !== 'linux') return start()
  const before = nullHandles()
  const started = start()
  for (const handle of nullHandles()) {
    if (!before.has(handle) && fstatSync(handle).isCharacterDevice()) closeSync(handle)
  }
  return started
}
