import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import { guardPort } from '../../src-main/api/port-guard'
import { type CallerContext, createRouter } from '../../src-main/api/router'
import type { Studio } from '../../src-main/studio/open'
import type { appContract } from '../../src-shared/contract/app'
import type { ProcessPort } from '../../src-shared/contract/fork-ports'
import { portPair } from './node-port'
import { openScriptedStudio } from './open-studio'

/** A studio behind a real message port, as the page has it. */
export interface ConnectedStudio {
  readonly studio: Studio<string>
  readonly client: ContractRouterClient<typeof appContract>
  /** The page's end of the port. */
  readonly page: ProcessPort
  /** What came over the port and closed it. */
  readonly refusals: readonly string[]
}

/** Opens a studio on a new home and connects a client to it over a message channel; closed after the test. */
export function connectStudio(context: CallerContext<string> = {}): ConnectedStudio {
  const studio = openScriptedStudio(async function* () {
    yield { type: 'completed' }
  })
  const [server, page] = portPair()
  const refusals: string[] = []
  const guarded = guardPort(server, (what) => refusals.push(what))
  new RPCHandler<CallerContext<string>>(createRouter(studio)).upgrade(guarded, { context })
  server.start()
  const client: ConnectedStudio['client'] = createORPCClient(new RPCLink({ port: page }))
  page.start()
  return { studio, client, page, refusals }
}
