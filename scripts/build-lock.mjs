import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { note } from './console.mjs'

const pollMs = 100
/** How long a new lock may lack its owner's number. */
const namingLimitMs = 10_000

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * @param {string} file
 * @returns {Promise<boolean>} whether the lock is ours now
 */
async function take(file) {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * The process that holds the lock, or null when there is none, or it died before it could say who it is.
 * @param {string} file
 * @returns {Promise<number | null>}
 */
async function ownerOf(file) {
  const owner = Number(await readFile(file, 'utf8').catch(() => ''))
  if (owner > 0) return isAlive(owner) ? owner : null
  const status = await stat(file).catch(() => null)
  return status !== null && Date.now() - status.mtimeMs < namingLimitMs ? owner : null
}

/**
 * Runs an action while no other process runs one under the same lock. A lock whose owner has died is taken over.
 * @template T
 * @param {string} file the lock
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function withLock(file, action) {
  await mkdir(dirname(file), { recursive: true })
  let announced = false
  while (!(await take(file))) {
    const owner = await ownerOf(file)
    if (owner === null) await rm(file, { force: true })
    else {
      if (!announced) note(`Waiting for another build (process ${owner}; lock ${file}) ...`)
      announced = true
      await pause(pollMs)
    }
  }
  try {
    return await action()
  } finally {
    await rm(file, { force: true })
  }
}
