import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runCommand } from '../../support/command-line'
import { idxBytes, pattern } from '../../support/idx-files'
import { temporaryFolder } from '../../support/studio-home'

const Run = z.object({
  id: z.string(),
  project: z.string(),
  epochs: z.array(z.unknown()),
  files: z.object({ sample: z.string() }),
})

test('a project that travelled with its data goes on bit for bit as it does at home', async () => {
  const folder = temporaryFolder()
  const [there, here] = [join(folder, 'there'), join(folder, 'here')]
  const images = join(folder, 'images')
  writeFileSync(images, idxBytes([160, 28, 28], pattern(160 * 28 * 28)))
  const json = async (home: string, ...command: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await runCommand(home, ...command, '--json')
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout)
  }
  await json(there, 'datasets', 'import', images, '--name', 'Patterns')
  const settings = [
    '--set',
    'batchSize=16',
    '--set',
    'checkpoints.cadence.unit=steps',
    '--set',
    'checkpoints.cadence.every=10',
  ]
  await json(
    there,
    'train',
    'mlp-small',
    '--dataset',
    'patterns',
    '--steps',
    '30',
    '--engine',
    'reference',
    ...settings,
  )
  const file = join(folder, 'work.ganstudio')
  await json(there, 'projects', 'export', 'first', '--out', file, '--data')
  expect(await json(here, 'projects', 'import', file)).toMatchObject({
    project: { id: 'first' },
    runs: 1,
    datasets: [{ id: 'patterns', outcome: 'added' }],
  })
  expect((await runCommand(here, 'datasets', 'verify', 'patterns')).code).toBe(0)
  const [a, b] = [there, here].map(async (home) => Run.parse(await json(home, 'resume', 'first-1', '--from', '20')))
  const [at, on] = await Promise.all([a, b])
  expect(on?.epochs).toEqual(at?.epochs)
  expect(on?.epochs.length).toBeGreaterThan(2)
  const [atHome, travelled] = [at, on].map((run) => readFileSync(run?.files.sample ?? ''))
  expect(travelled).toEqual(atHome)
})
