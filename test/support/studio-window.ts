import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { sandboxObstacle } from '../../scripts/electron-runtime/sandbox.mjs'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'

const root = resolve(import.meta.dirname, '../..')

/** A running studio and its only window. */
export interface StudioWindow {
  readonly application: ElectronApplication
  readonly page: Page
}

function definedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return Object.fromEntries(entries)
}

/**
 * Starts the built studio in real Electron on the given studio home, with everything that Electron keeps inside it too.
 * `npm test` names the executable in GAN_STUDIO_ELECTRON; without it, it is looked for as `npm start` does.
 */
export async function openStudio(home: string, environment: Record<string, string> = {}): Promise<StudioWindow> {
  const executablePath = process.env['GAN_STUDIO_ELECTRON'] ?? (await electronRuntime())
  const sandbox = sandboxObstacle(executablePath) === null ? [] : ['--no-sandbox']
  const application = await _electron.launch({
    executablePath,
    args: [...sandbox, `--user-data-dir=${join(home, '.electron')}`, root],
    cwd: root,
    env: { ...definedEnvironment(), GAN_STUDIO_HOME: home, ...environment },
  })
  return { application, page: await application.firstWindow() }
}
