import { projectEnding } from '@shared/projects/travel'
import { type BrowserWindow, dialog } from 'electron'
import type { Dialogs } from '../api/dialogs'

/** The system's dialogs, in front of the studio's window. */
export const windowDialogs = (window: BrowserWindow): Dialogs => ({
  async source(kind) {
    const properties = kind === 'folder' ? (['openDirectory'] as const) : (['openFile'] as const)
    const title = kind === 'image' ? 'Choose an image' : 'Import images'
    const { filePaths } = await dialog.showOpenDialog(window, { title, properties: [...properties] })
    return filePaths[0] ?? null
  },
  async logs(kind) {
    const properties = kind === 'folder' ? (['openDirectory'] as const) : (['openFile'] as const)
    const { filePaths } = await dialog.showOpenDialog(window, { title: 'Import runs', properties: [...properties] })
    return filePaths[0] ?? null
  },
  async network() {
    const filters = [{ name: 'ONNX', extensions: ['onnx'] }]
    const options = { title: 'Choose a feature network', properties: ['openFile' as const], filters }
    const { filePaths } = await dialog.showOpenDialog(window, options)
    return filePaths[0] ?? null
  },
  async project() {
    const filters = [{ name: 'GAN Studio project', extensions: [projectEnding.slice(1)] }]
    const options = { title: 'Open a project file', properties: ['openFile' as const], filters }
    const { filePaths } = await dialog.showOpenDialog(window, options)
    return filePaths[0] ?? null
  },
  async target(name) {
    const { filePath, canceled } = await dialog.showSaveDialog(window, { title: 'Export', defaultPath: name })
    return canceled || filePath === undefined || filePath === '' ? null : filePath
  },
})
