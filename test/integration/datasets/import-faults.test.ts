import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { expect, test, vi } from 'vitest'
import { localDisk } from '../../../src-main/datasets/disk'
import { inlineWorkers } from '../../../src-main/datasets/import/workers'
import { DatasetsService } from '../../../src-main/datasets/service'
import type { OpenHome } from '../../../src-main/home/open'
import { createApi } from '../../../src-main/importer/api'
import type { ImporterProcess } from '../../../src-main/importing/host'
import { ImportsService } from '../../../src-main/importing/service'
import { OnDemand } from '../../../src-main/training/on-demand'
import { defaultChoices } from '../../../src-shared/datasets/import'
import { fixture } from '../../support/dataset-fixtures'
import { diskFaults, type Faults } from '../../support/failing-files'
import { portPair } from '../../support/node-port'
import { temporaryFolder, temporaryHome } from '../../support/studio-home'

const faults = vi.hoisted((): { current: Faults | undefined } => ({ current: undefined }))

vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof import('node:fs/promises')>()
  const { Faults: Made, failingFiles: failing } = await import('../../support/failing-files')
  faults.current ??= new Made()
  const wrapped = { ...files, ...failing(files, faults.current) }
  return { ...wrapped, default: wrapped }
})

/** The importer's program in this process, over a real port. */
function importerHere(): ImporterProcess {
  const [server, page] = portPair()
  createApi(inlineWorkers, 1).upgrade(server)
  server.start()
  const client: ImporterProcess['client'] = createORPCClient(new RPCLink({ port: page }))
  page.start()
  return { client, pid: undefined, ended: new Promise(() => undefined), kill: () => undefined }
}

/** The datasets of a home, as a start makes them. */
async function start(home: OpenHome) {
  const datasets = new DatasetsService(home, { bundles: temporaryFolder() })
  const notices = await datasets.prepare()
  const importer = new OnDemand(importerHere)
  const imports = new ImportsService({ home, datasets, importer, disk: localDisk, version: '0', now: () => 1 })
  return { datasets, imports, notices }
}

/** Imports a folder to its end; answers with the error, if it came to one. */
async function importAll({ imports }: Awaited<ReturnType<typeof start>>, source: string): Promise<unknown> {
  const choices = { ...defaultChoices, size: { height: 8, width: 8 } }
  try {
    for await (const _ of imports.start(imports.sources.add(source).source, 'Faulty', choices));
    return undefined
  } catch (error) {
    return error
  }
}

test.each(diskFaults)(
  '%s at any write of an import: a whole dataset or none, and the same import goes on',
  async (fault) => {
    const disk = faults.current
    if (disk === undefined) throw new Error('the file functions were not replaced')
    const source = join(temporaryFolder(), 'images')
    cpSync(fixture('folders'), source, { recursive: true })
    const before = readdirSync(source, { recursive: true })
    const home = temporaryHome()
    const folder = home.paths.dataset('faulty')
    disk.arm(Number.POSITIVE_INFINITY, fault)
    expect(await importAll(await start(home), source)).toBeUndefined()
    const calls = disk.calls
    const pixels = readFileSync(join(folder, 'train.pixels'))
    expect(calls).toBeGreaterThan(20)
    for (let call = 0; call < calls; call++) {
      rmSync(folder, { recursive: true })
      home.store.datasets.remove('faulty')
      const first = await start(home)
      disk.arm(call, fault)
      const error = await importAll(first, source)
      disk.disarm()
      expect(disk.failed, `call ${call}`).toBe(true)
      if (fault === 'ENOSPC' && error !== undefined) expect(error, `call ${call}`).toMatchObject({ code: 'DISK_FULL' })

      const next = await start(home)
      expect(next.notices, `call ${call}`).toEqual([])
      const listed = await next.datasets.list()
      // What was reported as imported is there; what is there is whole.
      if (error === undefined) expect(listed, `call ${call}`).toHaveLength(1)
      for (const { id, state } of listed) {
        expect(state, `call ${call}`).toEqual({ type: 'ready' })
        expect((await next.datasets.verify(id)).state).toEqual({ type: 'ready' })
      }
      if (listed.length === 0) expect(await importAll(next, source), `call ${call}`).toBeUndefined()
      expect(readFileSync(join(folder, 'train.pixels')).equals(pixels), `call ${call}`).toBe(true)
      expect(readdirSync(home.paths.datasets), `call ${call}`).toEqual(['faulty'])
    }
    expect(readdirSync(source, { recursive: true })).toEqual(before)
  },
)
