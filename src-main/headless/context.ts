import { createRouterClient, type RouterClient } from '@orpc/server'
import type { ProcessPort } from '@shared/contract/fork-ports'
import { createRouter } from '../api/router'
import type { Studio } from '../studio/open'
import type { Launch } from './launch'
import type { Output } from './output'

/** What a command works with: the same procedures as the window has, and the services behind them for what takes paths. */
export interface CommandContext {
  readonly client: StudioClient
  readonly studio: Studio<ProcessPort>
  readonly output: Output
  readonly launch: Launch
  readonly interruption: Interruption
}

/** Ctrl-C: the first asks for an orderly end, the second for an end at once. */
export interface Interruption {
  readonly first: AbortSignal
  readonly second: AbortSignal
}

/** A client of the studio's router, in the same process. */
export type StudioClient = RouterClient<ReturnType<typeof createRouter<ProcessPort>>>

/** Calls the studio's procedures as the window does, without a port between. */
export const studioClient = (studio: Studio<ProcessPort>): StudioClient =>
  createRouterClient(createRouter(studio), { context: {} })
