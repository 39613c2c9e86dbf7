import { ORIGIN } from '@shared/media/urls'
import { app, session, type WebContents } from 'electron'

/** Whether an address belongs to the studio's own page. */
export const isOwnAddress = (address: string): boolean => address === ORIGIN || address.startsWith(`${ORIGIN}/`)

/**
 * Leaves Chromium without names and addresses, for what no request handler sees: connections and look-ups ahead of a
 * request. Call before the app is ready.
 */
export function resolveNoNames(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
}

function lockDown(contents: WebContents): void {
  // Calls between pages go past every request handler: without a proxy there is none now.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  // Also fires for a reload of the page itself, which is let through.
  contents.on('will-navigate', (event) => {
    if (!isOwnAddress(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isOwnAddress(event.url)) event.preventDefault()
  })
}

/** Denies what the studio's page never needs, for every page that will ever exist. Call once the app is ready. */
export function denyEverythingElse(): void {
  app.on('web-contents-created', (_event, contents) => lockDown(contents))
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
  // No request leaves the machine, and no file is read but through the studio's own scheme.
  defaultSession.webRequest.onBeforeRequest((details, decide) => {
    const { protocol } = new URL(details.url)
    decide({ cancel: !['app:', 'data:', 'blob:', 'devtools:'].includes(protocol) })
  })
}
