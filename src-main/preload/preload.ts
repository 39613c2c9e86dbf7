import { pagePortChannel } from '@shared/contract/page-ports'
import { ipcRenderer } from 'electron'

// Hands the ports that main sends to the page's own world; nothing else is exposed.
ipcRenderer.on(pagePortChannel, (event, announcement: unknown) => {
  window.postMessage(announcement, window.location.origin, event.ports)
})
