import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inlineWorkers, type StartWorkers } from '../../../src-main/datasets/import/workers'
import { runCommand, startCommand } from '../../support/command-line'
import { idxBytes, pattern } from '../../support/idx-files'
import { importSource } from '../../support/import'
import { temporaryFolder } from '../../support/studio-home'

const side = 28
const count = 12_000

/** A source of several chunks. */
function source(): string {
  const file = join(temporaryFolder(), 'images')
  writeFileSync(file, idxBytes([count, side, side], pattern(count * side * side)))
  return file
}

/** Workers that fail at their chunk number `at`, counted from 0; `ran` tells which chunks they got. */
function failingWorkers(at: number): { start: StartWorkers; ran: number[] } {
  const ran: number[] = []
  const start: StartWorkers = () => {
    const workers = inlineWorkers()
    return {
      ...workers,
      run(chunk, choices) {
        if (ran.length === at) return Promise.reject(new Error('the process ended'))
        ran.push(chunk.number)
        return workers.run(chunk, choices)
      },
    }
  }
  return { start, ran }
}

test('an import that was interrupted does only what is missing, and gives the same bytes', async () => {
  const file = source()
  const whole = await importSource(file)
  const folder = temporaryFolder()
  const first = failingWorkers(4)
  await expect(importSource(file, {}, { folder, startWorkers: first.start })).rejects.toThrow('the process ended')
  const second = failingWorkers(Number.POSITIVE_INFINITY)
  const resumed = await importSource(file, {}, { folder, startWorkers: second.start })
  expect(first.ran.filter((chunk) => second.ran.includes(chunk))).toEqual([])
  expect(resumed.progress.find(({ stage }) => stage === 'reading')?.resumed).toBeGreaterThan(0)
  expect(Buffer.from(resumed.pixels('train')).equals(Buffer.from(whole.pixels('train')))).toBe(true)
  expect(resumed.manifest).toEqual(whole.manifest)
})

test.each([
  [
    'a line that was being written',
    (folder: string) => appendFileSync(join(folder, 'journal.jsonl'), '{"number":9,"by'),
  ],
  ['pixels that did not reach the disk', (folder: string) => truncateSync(join(folder, 'chunks.pixels'), 2_000_000)],
  ['pixels without a line', (folder: string) => appendFileSync(join(folder, 'chunks.pixels'), Buffer.alloc(5000, 9))],
])('%s costs at most the chunks that it is about', async (_what, damage) => {
  const file = source()
  const whole = await importSource(file)
  const folder = temporaryFolder()
  await expect(importSource(file, {}, { folder, startWorkers: failingWorkers(5).start })).rejects.toThrow()
  damage(folder)
  const resumed = await importSource(file, {}, { folder })
  expect(Buffer.from(resumed.pixels('train')).equals(Buffer.from(whole.pixels('train')))).toBe(true)
})

test('another choice begins anew', async () => {
  const file = source()
  const folder = temporaryFolder()
  await expect(importSource(file, {}, { folder, startWorkers: failingWorkers(5).start })).rejects.toThrow()
  const workers = failingWorkers(Number.POSITIVE_INFINITY)
  const { report } = await importSource(file, { channels: 3 }, { folder, startWorkers: workers.start })
  expect(report.images).toBe(count)
  expect(new Set(workers.ran).size).toBe(workers.ran.length)
  expect(workers.ran[0]).toBe(0)
})

test('the command line goes on after SIGKILL of everything, and cleans up', async () => {
  const home = join(temporaryFolder(), 'home')
  const file = source()
  const command = startCommand(home, 'datasets', 'import', file, '--name', 'Kill me', '--size', '96')
  await command.said('reading')
  command.child.kill('SIGKILL')
  await command.result
  const datasets = join(home, 'datasets')
  expect(readdirSync(datasets)).toContain('.kill-me.import')
  expect(readdirSync(datasets)).not.toContain('kill-me')
  const again = await runCommand(home, 'datasets', 'import', file, '--name', 'Kill me', '--size', '96', '--json')
  expect(again).toMatchObject({ code: 0 })
  expect(JSON.parse(again.stdout)).toMatchObject({ dataset: { id: 'kill-me' }, report: { images: count } })
  expect(readdirSync(datasets)).not.toContain('.kill-me.import')
  expect((await runCommand(home, 'datasets', 'verify', 'kill-me')).code).toBe(0)
  expect(readFileSync(join(datasets, 'kill-me', 'train.pixels')).length).toBe(count * 96 * 96)
})
