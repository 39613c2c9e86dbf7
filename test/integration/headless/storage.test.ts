import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { CleanUp, StorageUsage } from '../../../src-shared/storage/storage'
import { runCommand } from '../../support/command-line'
import { idxBytes, pattern } from '../../support/idx-files'
import { temporaryFolder } from '../../support/studio-home'

const Said = CleanUp.extend({ removed: z.boolean() })

test('a clean-up shows what it would free, frees it with --yes alone, and the run goes on from its newest checkpoint', async () => {
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  const images = join(folder, 'images')
  writeFileSync(images, idxBytes([64, 28, 28], pattern(64 * 28 * 28)))
  const json = async (...command: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await runCommand(home, ...command, '--json')
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout)
  }
  await json('datasets', 'import', images, '--name', 'Patterns')
  const often = ['batchSize=16', 'checkpoints.cadence.unit=steps', 'checkpoints.cadence.every=4']
  const settings = often.flatMap((setting) => ['--set', setting])
  await json('train', 'mlp-small', '--dataset', 'patterns', '--steps', '12', '--engine', 'reference', ...settings)

  const plan = Said.parse(await json('storage', 'clean', '--what', 'checkpoints,caches'))
  expect(plan.removed).toBe(false)
  const steps = plan.items.flatMap((item) => (item.kind === 'checkpoints' ? [item.step] : []))
  expect(steps).toEqual([4, 8])
  const done = Said.parse(await json('storage', 'clean', '--what', 'checkpoints,caches', '--yes'))
  expect(done).toEqual({ ...plan, removed: true })
  const after = StorageUsage.parse(await json('storage', 'usage'))
  // What is left is the newest, as large as each of those that went.
  expect(after.projects[0]?.checkpoints).toBeGreaterThan(0.4 * done.bytes)
  expect(after.projects[0]?.checkpoints).toBeLessThan(0.6 * done.bytes)
  expect(await json('resume', 'first-1', '--from', '12', '--set', 'duration.count=16')).toMatchObject({ id: 'first-2' })
  const nothing = await runCommand(home, 'storage', 'clean', '--what', 'trash')
  expect([nothing.code, nothing.stdout]).toEqual([0, 'There is nothing to clean up.\n'])
  expect((await runCommand(home, 'storage', 'clean', '--what', 'everything')).code).toBe(2)
})
