import { RPCHandler } from '@orpc/server/message-port'
import { type PagePort, pagePortChannel } from '@shared/contract/page-ports'
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import { type CallerContext, createRouter } from '../api/router'
import type { Studio } from '../studio/open'
import { isOwnAddress } from './security'

/** Hands a port to the page, if its main frame still shows the studio's own page. */
function deliver(contents: WebContents, announcement: PagePort, port: MessagePortMain): void {
  const ours = !contents.isDestroyed() && isOwnAddress(contents.mainFrame.url)
  if (ours) contents.postMessage(pagePortChannel, announcement, [port])
  else port.close()
}

/** Gives the page its `api` port at every load, and frame ports for the generators that it opens. */
export function servePage(contents: WebContents, studio: Studio<MessagePortMain>): void {
  const handler = new RPCHandler<CallerContext<MessagePortMain>>(createRouter(studio))
  contents.on('did-finish-load', () => {
    if (!isOwnAddress(contents.mainFrame.url)) return
    const sessions = new Set<string>()
    const { port1, port2 } = new MessageChannelMain()
    const context: CallerContext<MessagePortMain> = {
      sessions,
      deliverFrames: (session, port) => deliver(contents, { port: 'frames', session }, port),
    }
    handler.upgrade(port1, { context })
    // The port closes with its page: what that page had open is of no use to the next.
    port1.once('close', () => {
      for (const session of sessions) void studio.latent.close(session).catch(() => undefined)
    })
    port1.start()
    deliver(contents, { port: 'api' }, port2)
  })
}
