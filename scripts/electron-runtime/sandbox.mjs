import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Why Chromium's sandbox cannot work here, or null when it can. Linux only: as root it refuses to start, and without
 * user namespaces it needs a helper that belongs to root.
 * @param {string} executable Electron's
 * @returns {string | null}
 */
export function sandboxObstacle(executable) {
  if (process.platform !== 'linux') return null
  if (process.getuid?.() === 0) return 'it refuses to run as root'
  const helper = statSync(join(dirname(executable), 'chrome-sandbox'), { throwIfNoEntry: false })
  if (helper !== undefined && helper.uid === 0 && (helper.mode & 0o4000) !== 0) return null
  const namespaces = spawnSync('unshare', ['--user', '--map-root-user', 'true']).status === 0
  return namespaces ? null : 'this system does not allow unprivileged user namespaces'
}
