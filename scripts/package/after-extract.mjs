import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes the default app of an Electron that was copied from a folder: it would stand beside the studio's archive.
 * @param {import('electron-builder').AfterPackContext} context
 */
export async function afterExtract({ appOutDir, electronPlatformName }) {
  const resources = electronPlatformName === 'darwin' ? 'Electron.app/Contents/Resources' : 'resources'
  for (const name of ['app', 'default_app.asar']) {
    await rm(join(appOutDir, resources, name), { recursive: true, force: true })
  }
  await rm(join(appOutDir, 'version'), { force: true })
}
