import { dropChannel } from '@shared/contract/page-drops'
import { pagePortChannel } from '@shared/contract/page-ports'
import { ipcRenderer, webUtils } from 'electron'

// Hands the ports that main sends to the page's own world; nothing is exposed there.
ipcRenderer.on(pagePortChannel, (event, announcement: unknown) => {
  window.postMessage(announcement, window.location.origin, event.ports)
})

/** The path of a file that was dropped; before Electron 29 the file itself has it. */
function pathOf(file: File): string {
  if (typeof webUtils === 'object') return webUtils.getPathForFile(file)
  return 'path' in file && typeof file.path === 'string' ? file.path : ''
}

// The page lets go of the drop itself; what it gets is a name that main knows the path of.
window.addEventListener(
  'drop',
  (event) => {
    const [file] = event.dataTransfer?.files ?? []
    // Architectures are JSON, and the page reads those by itself.
    const path = file === undefined || file.name.endsWith('.json') ? '' : pathOf(file)
    if (!event.isTrusted || path === '') return
    ipcRenderer.invoke(dropChannel, path).then(
      (dropped: unknown) => window.postMessage({ dropped }, window.location.origin),
      () => undefined,
    )
  },
  true,
)
