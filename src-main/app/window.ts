import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { ORIGIN } from '@shared/media/urls'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { minimumSize, parseWindowState, placeWindow, type WindowState } from './window-state'

/** The page's lowest background in each theme, so that nothing flashes before its first paint. */
const backgrounds = { dark: '#0d0e11', light: '#f5f6f8' } as const
const background = (): string => (nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light)

const readState = (file: string): WindowState | undefined =>
  existsSync(file) ? parseWindowState(readFileSync(file, 'utf8')) : undefined

function saveState(file: string, window: BrowserWindow): void {
  const state: WindowState = { bounds: window.getNormalBounds(), maximised: window.isMaximized() }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}

/**
 * Has two threads draw the page where Chromium takes one, on two or three processors: they draw while the page's thread waits for them,
 * and a frame is there sooner. Call before the app is ready.
 */
export function drawWithTwoThreads(): void {
  const processors = availableParallelism()
  if (processors === 2 || processors === 3) app.commandLine.appendSwitch('num-raster-threads', '2')
}

/** What the window needs of its surroundings. */
export interface WindowOptions {
  readonly preload: string
  /** Keeps size and place from one start to the next. */
  readonly stateFile: string
  readonly icon: string | undefined
}

/** Makes the studio's window, where it was last time, and shows it once it has something to show. */
export function createWindow({ preload, stateFile, icon }: WindowOptions): BrowserWindow {
  const last = readState(stateFile)
  const primary = screen.getPrimaryDisplay()
  const displays = [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)]
  const window = new BrowserWindow({
    ...placeWindow(
      last?.bounds,
      displays.map(({ workArea }) => workArea),
    ),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'GAN Studio',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: background(),
    ...(icon === undefined ? {} : { icon }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // Live curves go on while another window is in front.
      backgroundThrottling: false,
    },
  })
  window.once('ready-to-show', () => {
    if (last?.maximised === true) window.maximize()
    window.show()
  })
  const remember = () => {
    if (!window.isDestroyed()) saveState(stateFile, window)
  }
  window.on('close', remember)
  app.on('before-quit', remember)
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(background())
  })
  return window
}

/** Loads the studio's page. */
export const loadPage = (window: BrowserWindow): Promise<void> => window.loadURL(`${ORIGIN}/`)
