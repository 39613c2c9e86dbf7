import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDefinedError, safe } from '@orpc/client'
import { appContract as contract } from '@shared/contract/app'
import { fromPortError } from '@shared/contract/orpc-errors'
import { expect, test, vi } from 'vitest'
import { createRouter } from '../../src-main/api/router'
import { connectStudio } from '../support/connected-studio'
import { openScriptedStudio } from '../support/open-studio'
import { presetConfig } from '../support/studio-records'
import { temporaryFolder } from '../support/temporary-folder'

test('every procedure of the contract is there', () => {
  const studio = openScriptedStudio(async function* () {
    yield { type: 'completed' }
  })
  const names = (router: object): string[] =>
    Object.entries(router).flatMap(([domain, procedures]) =>
      Object.keys(procedures).map((procedure) => `${domain}.${procedure}`),
    )
  expect(names(createRouter(studio)).sort()).toEqual(names(contract).sort())
})

test('results and typed errors arrive, with what is safe, what to do and the nearest names', async () => {
  const { client } = connectStudio()
  expect((await client.studio.presets()).map(({ id }) => id)).toContain('dcgan-28')
  expect(await client.projects.list()).toMatchObject([{ id: 'first', runs: 0 }])
  const { error } = await safe(client.projects.rename({ id: 'frist', name: 'New' }))
  expect(isDefinedError(error) && error.code).toBe('UNKNOWN_PROJECT')
  expect(fromPortError(error)).toMatchObject({
    code: 'UNKNOWN_PROJECT',
    failure: { safe: 'Nothing has been changed.', nearest: ['first'] },
  })
})

test('an input that does not parse is INVALID_INPUT with every problem and its path', async () => {
  const { client } = connectStudio()
  const config = { ...presetConfig('mlp-small'), batchSize: 0, seed: -1 }
  const { error } = await safe(client.runs.start({ project: 'first', name: null, preset: null, config }))
  expect(isDefinedError(error) && error.code).toBe('INVALID_INPUT')
  expect(fromPortError(error)).toMatchObject({
    failure: { problems: [{ path: 'config.batchSize' }, { path: 'config.seed' }] },
  })
  const { error: path } = await safe(client.runs.show({ id: '../../etc/passwd' }))
  expect(fromPortError(path)).toMatchObject({ code: 'INVALID_INPUT' })
})

test('a defect arrives as UNEXPECTED and not as a masked error', async () => {
  const { client, studio } = connectStudio()
  vi.spyOn(studio.projects, 'list').mockImplementation(() => {
    throw new Error('a bug')
  })
  const { error } = await safe(client.projects.list())
  expect(fromPortError(error)).toMatchObject({ code: 'UNEXPECTED', message: 'a bug' })
})

test('a stream begins with the present state and fails with typed errors', async () => {
  const { client } = connectStudio()
  const { error } = await safe(client.runs.watch({ id: 'no-such-run' }))
  expect(fromPortError(error)).toMatchObject({ code: 'UNKNOWN_RUN' })
})

test('a stream ends in main when the page cancels it, and when the page goes', async () => {
  const { client, studio, page } = connectStudio()
  const watch = vi.spyOn(studio.runs, 'watch')
  const abort = new AbortController()
  const cancelled = await client.runs.watch({ id: null }, { signal: abort.signal })
  const first = cancelled.next()
  await vi.waitFor(() => expect(watch).toHaveBeenCalledTimes(1))
  abort.abort()
  await expect(first).rejects.toThrow()
  await vi.waitFor(() => expect(watch.mock.calls[0]?.[1]?.aborted).toBe(true))
  await client.runs.watch({ id: null })
  page.close()
  await vi.waitFor(() => expect(watch.mock.calls[1]?.[1]?.aborted).toBe(true))
})

test('bytes that the page made are written where a person chose, and nowhere where nobody did', async () => {
  const folder = temporaryFolder()
  const target = vi.fn<(name: string) => Promise<string | null>>()
  const choose = async () => null
  const { client } = connectStudio({
    dialogs: { source: choose, network: choose, logs: choose, project: choose, target },
  })
  const data = new Blob([Uint8Array.of(0, 255, 13, 10)])
  target.mockResolvedValueOnce(join(folder, 'chart.png')).mockResolvedValueOnce(null)
  expect(await client.studio.saveFile({ name: 'chart.png', data })).toEqual({ name: 'chart.png' })
  expect([...readFileSync(join(folder, 'chart.png'))]).toEqual([0, 255, 13, 10])
  expect(await client.studio.saveFile({ name: 'other.png', data })).toBeNull()
  const { error } = await safe(client.studio.saveFile({ name: '../outside.png', data }))
  expect(fromPortError(error)).toMatchObject({ code: 'INVALID_INPUT' })
  expect(target.mock.calls).toEqual([['chart.png'], ['other.png']])
})
