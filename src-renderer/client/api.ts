import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { appContract } from '@shared/contract/app'
import { StudioLink } from './link'
import { onApiPort } from './ports'

/** The typed client of everything that main offers. */
export type StudioClient = ContractRouterClient<typeof appContract>

const link = new StudioLink()

onApiPort((port) => {
  link.connect(new RPCLink({ port }))
  port.start()
})

/**
 * The page's one way out. Calls reject with `StudioError` only. It outlives ports: when main hands out a new one, later
 * calls use that.
 */
export const api: StudioClient = createORPCClient(link)
