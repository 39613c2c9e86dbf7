import type { StudioError } from '@shared/contract/errors'
import { BrowserWindow, nativeTheme } from 'electron'
import { refusalPage } from './refusal-page'

/** A small window that says why the studio cannot open. Resolves once it is closed. */
export async function showRefusal(error: StudioError): Promise<void> {
  const dark = nativeTheme.shouldUseDarkColors
  const window = new BrowserWindow({
    width: 560,
    height: 320,
    title: 'GAN Studio cannot open',
    autoHideMenuBar: true,
    backgroundColor: dark ? '#0d0e11' : '#f5f6f8',
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  })
  const closed = new Promise<void>((resolve) => window.once('closed', () => resolve()))
  await window.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(refusalPage(error, dark))}`)
  await closed
}
