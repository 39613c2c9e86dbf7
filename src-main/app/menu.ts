import type { PageCommand } from '@shared/contract/page-commands'
import { Menu, type MenuItemConstructorOptions } from 'electron'

const isMac = process.platform === 'darwin'
const mac: MenuItemConstructorOptions[] = isMac ? [{ role: 'appMenu' }] : []
const screens = ['Projects', 'Datasets', 'Architecture', 'Train', 'Compare', 'Latent', 'Settings']

/** The application menu: what the system expects, and what is done with the studio. @param ask tells the page what was chosen */
export function installMenu(ask: (command: PageCommand) => void): void {
  /** The page hears its own keys; the menu names them, and takes them only where the system leaves no choice. */
  const item = (label: string, command: PageCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => ask(command),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  })
  const template: MenuItemConstructorOptions[] = [
    ...mac,
    {
      label: '&File',
      submenu: [
        item('New run', { type: 'new-run' }, 'CmdOrCtrl+N'),
        { type: 'separator' },
        item('Import a folder of images…', { type: 'import-folder' }),
        item('Open a project file…', { type: 'open-project-file' }),
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        item('Search and commands', { type: 'palette' }, 'CmdOrCtrl+K'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'reload' },
        { role: 'toggleDevTools' },
      ],
    },
    {
      label: '&Go',
      submenu: [
        ...screens.map((title, index) => item(title, { type: 'screen', index }, `CmdOrCtrl+${index + 1}`)),
        { type: 'separator' },
        item('Back', { type: 'back' }, 'Alt+Left'),
        item('Forward', { type: 'forward' }, 'Alt+Right'),
      ],
    },
    {
      label: '&Run',
      submenu: [
        item('Pause', { type: 'active-run', act: 'pause' }),
        item('Resume', { type: 'active-run', act: 'resume' }),
        item('Stop and keep a checkpoint', { type: 'active-run', act: 'stop' }),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        item('Take the tour', { type: 'tour' }),
        item('Terms', { type: 'glossary' }),
        item('What healthy curves look like', { type: 'curves' }),
        { type: 'separator' },
        item('Keyboard shortcuts', { type: 'shortcuts' }, 'CmdOrCtrl+/'),
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
