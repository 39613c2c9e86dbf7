import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { expectNoViolations } from './accessibility'

const root = resolve(import.meta.dirname, '../..')

/** Where the screenshots of an end-to-end run go. */
const pictures = process.env['STUDIO_SCREENSHOTS'] ?? join(root, 'test-results/screenshots')

export type Theme = 'dark' | 'light'

/** A studio window on a home of its own. */
export interface StudioWindow {
  readonly app: ElectronApplication
  readonly page: Page
  /** What the page complained of on its console, such as breaches of the content security policy. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** Makes an empty studio home below the system's temporary folder. */
export function temporaryHome(): { readonly home: string; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'gan-studio-'))
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) }
}

/** The executable of a packaged application to test in the place of the built one: `npm run test:package`. */
const packaged = process.env['STUDIO_PACKAGED']

/**
 * Starts the built application in a real Electron on the given studio home.
 * @param words of its command line, such as a file that the system hands over
 */
export async function openStudio(home: string, words: readonly string[] = []): Promise<StudioWindow> {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) environment[name] = value
  const app = await _electron.launch({
    executablePath: packaged ?? (await electronRuntime()),
    // Playwright would set one of its own, and the page would not see what the system reports.
    colorScheme: null,
    args: [
      '--no-sandbox',
      '--force-device-scale-factor=1',
      `--user-data-dir=${join(home, '.electron')}`,
      ...(packaged === undefined ? [root] : []),
      ...words,
    ],
    env: { ...environment, GAN_STUDIO_HOME: home },
  })
  const page = await app.firstWindow()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { app, page, complaints, close: () => app.close() }
}

/** Gives the window's content a size in pixels. */
export async function resizeWindow({ app, page }: StudioWindow, width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height },
  )
  await page.waitForFunction((wanted) => window.innerWidth === wanted.width && window.innerHeight === wanted.height, {
    width,
    height,
  })
}

/** Sets the colour scheme that the system reports; the studio follows it until a theme is chosen. */
export async function useTheme({ app, page }: StudioWindow, theme: Theme): Promise<void> {
  await app.evaluate(({ nativeTheme }, source) => {
    nativeTheme.themeSource = source
  }, theme)
  await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme)
}

/**
 * Writes screenshots of the present screen in both themes, and expects axe to find nothing wrong with it in either.
 * @param checked false for a state that was checked before, in another size of the window
 */
export async function photograph(studio: StudioWindow, name: string, checked = true): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  // A pointer that rests on what was clicked would leave its tooltip in the picture.
  const { height } = await studio.page.evaluate(() => ({ height: window.innerHeight }))
  await studio.page.mouse.move(700, height - 4)
  for (const theme of ['light', 'dark'] as const) {
    await useTheme(studio, theme)
    await studio.page.screenshot({ path: join(pictures, `${name}-${theme}.png`), animations: 'disabled' })
    if (checked) await expectNoViolations(studio.page, name, theme, theme === 'light')
  }
}

/** Process ids of the studio's utility processes with the given name. */
export function utilityProcesses({ app }: StudioWindow, name: string): Promise<number[]> {
  return app.evaluate(
    ({ app: electron }, wanted) =>
      electron
        .getAppMetrics()
        .flatMap((metric) => (metric.serviceName === wanted || metric.name === wanted ? [metric.pid] : [])),
    name,
  )
}
