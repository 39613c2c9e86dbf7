import { join } from 'node:path'
import { root } from '../console.mjs'
import { thisMachine, unpackedFolder } from './pack.mjs'

/** The unpacked application of this machine. */
export function packagedHere() {
  const { system, processor } = thisMachine()
  return unpackedFolder(join(root, 'dist'), system, processor)
}

/**
 * The executables of a packaged application.
 * @param {string} folder of the unpacked application
 */
export function executablesIn(folder) {
  if (process.platform === 'darwin') {
    const contents = join(folder, 'GAN Studio.app/Contents')
    return { window: join(contents, 'MacOS/GAN Studio'), command: join(contents, 'Resources/bin/gan-studio') }
  }
  return process.platform === 'win32'
    ? { window: join(folder, 'GAN Studio.exe'), command: join(folder, 'gan-studio.cmd') }
    : { window: join(folder, 'gan-studio-app'), command: join(folder, 'gan-studio') }
}
