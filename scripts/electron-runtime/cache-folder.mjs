import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Folder for what may be fetched again at any time, outside the repository and shared by all clones.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
export function cacheFolder(env = process.env, platform = process.platform) {
  const home = env['HOME'] ?? homedir()
  if (platform === 'darwin') return join(home, 'Library/Caches/gan-studio')
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData/Local'), 'gan-studio/Cache')
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'gan-studio')
}
