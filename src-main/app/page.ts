import { isAbsolute } from 'node:path'
import type { PageCommand } from '@shared/contract/page-commands'
import { dropChannel } from '@shared/contract/page-drops'
import { type PagePort, pagePortChannel } from '@shared/contract/page-ports'
import { ipcMain, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import type { Dialogs } from '../api/dialogs'
import { pageHandler } from '../api/page-handler'
import { guardPort } from '../api/port-guard'
import { type CallerContext, createRouter } from '../api/router'
import type { Studio } from '../studio/open'
import type { Log } from './log'
import { isOwnAddress } from './security'
import type { Waiting } from './waiting'

/** Hands a port to the page, if its main frame still shows the studio's own page. */
function deliver(contents: WebContents, announcement: PagePort, port: MessagePortMain): void {
  const ours = !contents.isDestroyed() && isOwnAddress(contents.mainFrame.url)
  if (ours) contents.postMessage(pagePortChannel, announcement, [port])
  else port.close()
}

/** Keeps the path of what is dropped on the studio's page; the page gets a name for it. */
function takeDrops(contents: WebContents, studio: Studio<MessagePortMain>): void {
  ipcMain.handle(dropChannel, ({ sender, senderFrame }, path: unknown) => {
    const ours = sender === contents && senderFrame === contents.mainFrame && isOwnAddress(contents.mainFrame.url)
    if (!ours || typeof path !== 'string' || !isAbsolute(path)) throw new Error('this drop is not the studio’s')
    return studio.imports.sources.add(path)
  })
}

/** What comes to the page from outside of it. */
export interface PageInbox {
  /** Project files that the system hands over. */
  readonly files: Waiting<string>
  readonly commands: Waiting<PageCommand>
}

/** Gives the page its `api` port at every load, frame ports for the generators that it opens, and names of what is dropped. */
export function servePage(
  contents: WebContents,
  studio: Studio<MessagePortMain>,
  dialogs: Dialogs,
  inbox: PageInbox,
  log: Log,
): void {
  takeDrops(contents, studio)
  const handler = pageHandler(createRouter(studio))
  contents.on('did-finish-load', () => {
    if (!isOwnAddress(contents.mainFrame.url)) return
    const sessions = new Set<string>()
    const { port1, port2 } = new MessageChannelMain()
    const context: CallerContext<MessagePortMain> = {
      sessions,
      dialogs,
      givenFiles: (signal) => inbox.files.read(signal),
      commands: (signal) => inbox.commands.read(signal),
      deliverFrames: (session, port) => deliver(contents, { port: 'frames', session }, port),
    }
    const refused = (what: string) => log.error(`The page’s port was closed: ${what} came over it`)
    handler.upgrade(guardPort(port1, refused), { context })
    // The port closes with its page: what that page had open is of no use to the next.
    port1.once('close', () => {
      for (const session of sessions) void studio.latent.close(session).catch(() => undefined)
    })
    port1.start()
    deliver(contents, { port: 'api' }, port2)
  })
}
