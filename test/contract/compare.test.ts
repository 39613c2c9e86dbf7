import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient, safe } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { unpackCurves } from '@shared/compare/curves'
import type { appContract } from '@shared/contract/app'
import { fromPortError } from '@shared/contract/orpc-errors'
import { expect, test } from 'vitest'
import { pageHandler } from '../../src-main/api/page-handler'
import { createRouter } from '../../src-main/api/router'
import { portPair } from '../support/node-port'
import { openScriptedStudio } from '../support/open-studio'
import { temporaryFolder } from '../support/studio-home'

type Client = ContractRouterClient<typeof appContract>

/** A studio with two imported runs behind a real message port, as the page has it. */
function connect() {
  const studio = openScriptedStudio(async function* () {
    yield { type: 'completed' }
  })
  const [server, page] = portPair()
  pageHandler(createRouter(studio)).upgrade(server, { context: {} })
  server.start()
  const client: Client = createORPCClient(new RPCLink({ port: page }))
  page.start()
  return { studio, client }
}

const csv = `step,loss\n${Array.from({ length: 500 }, (_, step) => `${step},${step === 250 ? 'nan' : Math.sin(step)}`).join('\n')}\n`

test('numbers of curves cross the port as they are, every bit of them', async () => {
  const { studio, client } = connect()
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'log.csv'), csv)
  const { imported } = await studio.logs.importFrom(folder, 'first')
  expect(await client.compare.names({ ids: imported })).toEqual([{ run: imported[0], names: ['loss'] }])
  const [curve] = unpackCurves(await client.compare.curves({ ids: imported, names: ['loss', 'fid'], points: null }))
  expect([...(curve?.y ?? [])]).toEqual(
    Array.from({ length: 500 }, (_, step) => (step === 250 ? Number.NaN : Math.sin(step))),
  )
  expect([...(curve?.x ?? [])]).toEqual(Array.from({ length: 500 }, (_, step) => step))
  const none = await client.compare.curves({ ids: imported, names: ['fid'], points: null })
  expect(unpackCurves(none)).toEqual([])
})

test('rows are watched, changed, deleted and brought back over the port', async () => {
  const { studio, client } = connect()
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'log.csv'), csv)
  const { imported } = await studio.logs.importFrom(folder, 'first')
  const ids = [...imported]
  const events = await client.compare.watch({ project: 'first', at: null })
  expect((await events.next()).value).toMatchObject({ type: 'rows', rows: [{ source: 'csv', state: 'imported' }] })
  await client.compare.annotate({ ids, change: { addTags: ['kept'], archived: true } })
  expect((await events.next()).value).toMatchObject({ type: 'rows', rows: [{ tags: ['kept'], archived: true }] })
  await client.compare.discard({ ids })
  expect((await events.next()).value).toEqual({ type: 'removed', ids })
  const { error } = await safe(client.compare.curves({ ids, names: ['loss'], points: null }))
  expect(fromPortError(error)).toMatchObject({ code: 'UNKNOWN_RUN' })
  expect(await client.compare.restore({ ids })).toMatchObject([{ tags: ['kept'] }])
  await events.return?.(undefined)
})
