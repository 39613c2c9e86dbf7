import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configHash } from '../../../../src-main/trainer/checkpoint/manifest'
import {
  checkpointName,
  listCheckpoints,
  loadCheckpoint,
  pinBefore,
  pruneCheckpoints,
  requireSameConfig,
  saveCheckpoint,
  tidyCheckpoints,
} from '../../../../src-main/trainer/checkpoint/store'
import type { Snapshot, StateTensor } from '../../../../src-main/trainer/compute/engine'
import { type Disk, disk } from '../../../../src-main/trainer/files/disk'
import { failFrom, failingDisk } from '../../../support/failing-disk'
import { nested } from '../../../support/nested'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyConfig } from '../../../support/tiny-run'

const state: StateTensor[] = [
  { name: 'generator/dense/kernel', shape: [2, 3], trainable: true },
  { name: 'generator/dense/bias', shape: [3], trainable: true },
]

const snapshotAt = (step: number): Snapshot => ({
  state: {
    'generator/dense/kernel': Float32Array.from({ length: 6 }, (_, i) => i + step / 3),
    'generator/dense/bias': Float32Array.of(-step, 1e-38, -0),
  },
  optimisers: {
    generator: {
      updates: step,
      slots: {
        'm/generator/dense/kernel': Float32Array.from({ length: 6 }, (_, i) => i * step),
        'v/generator/dense/kernel': new Float32Array(6).fill(step),
      },
    },
    discriminator: { updates: 2 * step, slots: {} },
  },
})

const manifestAt = (step: number) => ({
  version: 1 as const,
  run: 'run-1',
  step,
  epoch: 1,
  created: 1_700_000_000_000,
  engine: 'reference' as const,
  config: tinyConfig,
  configHash: configHash(tinyConfig),
  changes: [],
  imageCount: 50,
  trainingSeconds: 1.25,
  epochSums: { steps: 2, sums: { generatorLoss: 0.1 + 0.2, realScore: null } },
})

const save = (folder: string, step: number, on: Disk = disk) =>
  saveCheckpoint(on, folder, manifestAt(step), snapshotAt(step), state)

describe('checkpoints', () => {
  it('load with the bits that were saved', async () => {
    const folder = temporaryFolder()
    const name = await save(folder, 1200)
    expect(name).toBe('step-0001200')
    expect(readdirSync(join(folder, name)).sort()).toEqual(['manifest.json', 'tensors.safetensors'])
    const { manifest, snapshot } = await loadCheckpoint(disk, join(folder, name))
    expect(snapshot).toEqual(snapshotAt(1200))
    expect(Object.is(snapshot.state['generator/dense/bias']?.[2], -0)).toBe(true)
    expect(manifest).toMatchObject(manifestAt(1200))
  })

  it('replaces a checkpoint of the same step', async () => {
    const folder = temporaryFolder()
    await save(folder, 5)
    await saveCheckpoint(disk, folder, { ...manifestAt(5), trainingSeconds: 9 }, snapshotAt(5), state)
    expect((await loadCheckpoint(disk, join(folder, checkpointName(5)))).manifest.trainingSeconds).toBe(9)
    expect(readdirSync(folder)).toEqual(['step-0000005'])
  })

  it('keeps the newest and removes those after the present step', async () => {
    const folder = temporaryFolder()
    for (const step of [1, 2, 3, 4, 9]) await save(folder, step)
    expect(await pruneCheckpoints(disk, folder, 4, { keep: 2, doubts: [] })).toEqual([
      'step-0000001',
      'step-0000002',
      'step-0000009',
    ])
    expect(await listCheckpoints(disk, folder)).toEqual(['step-0000003', 'step-0000004'])
  })

  it('keeps the last before each step that is in doubt, and those that are pinned', async () => {
    const folder = temporaryFolder()
    for (const step of [1, 2, 3, 4, 5, 6]) await save(folder, step)
    await pinBefore(disk, folder, 2)
    await pinBefore(disk, folder, 1)
    expect(await pruneCheckpoints(disk, folder, 6, { keep: 1, doubts: [4, 5, 1] })).toEqual([
      'step-0000002',
      'step-0000005',
    ])
    expect(await listCheckpoints(disk, folder)).toEqual([1, 3, 4, 6].map(checkpointName))
  })

  it('refuses an unknown name with those that exist', async () => {
    const folder = temporaryFolder()
    await save(folder, 3)
    await expect(loadCheckpoint(disk, join(folder, 'step-0000004'))).rejects.toMatchObject({
      code: 'UNKNOWN_CHECKPOINT',
      failure: { nearest: ['step-0000003'] },
    })
  })

  it('refuses another config', async () => {
    const folder = temporaryFolder()
    const { manifest } = await loadCheckpoint(disk, join(folder, await save(folder, 3)))
    expect(() => requireSameConfig(manifest, 'step-0000003', [configHash(tinyConfig)])).not.toThrow()
    const other = configHash({ ...tinyConfig, seed: tinyConfig.seed + 1 })
    expect(() => requireSameConfig(manifest, 'step-0000003', [other])).toThrow('another configuration')
  })

  it('hashes configs by value, whatever the order of their keys', () => {
    const reordered = Object.fromEntries(Object.entries(tinyConfig).reverse())
    expect(configHash({ ...tinyConfig, ...reordered })).toBe(configHash(tinyConfig))
    expect(configHash({ ...tinyConfig, batchSize: 9 })).not.toBe(configHash(tinyConfig))
  })
})

/** Changes one byte in the middle of a file. */
function flipByte(file: string): void {
  const bytes = readFileSync(file)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

describe('damaged checkpoints', () => {
  it.each([
    [
      'a changed tensor',
      (folder: string) => flipByte(join(folder, 'tensors.safetensors')),
      'tensors.safetensors fails',
    ],
    ['no tensors', (folder: string) => rmSync(join(folder, 'tensors.safetensors')), 'tensors.safetensors is missing'],
    ['no manifest', (folder: string) => rmSync(join(folder, 'manifest.json')), 'manifest.json is missing'],
    ['half a manifest', (folder: string) => writeFileSync(join(folder, 'manifest.json'), '{"version"'), 'is not JSON'],
    ['an empty manifest', (folder: string) => writeFileSync(join(folder, 'manifest.json'), '{}'), 'does not hold'],
    [
      'a changed manifest',
      (folder: string) => {
        const file = join(folder, 'manifest.json')
        writeFileSync(file, readFileSync(file, 'utf8').replace('"trainingSeconds": 1.25', '"trainingSeconds": 1.5'))
      },
      'manifest.json fails',
    ],
    [
      'short tensors',
      (folder: string) => writeFileSync(join(folder, 'tensors.safetensors'), 'short'),
      'tensors.safetensors has 5 bytes',
    ],
    [
      'tensors that go on, which are not read',
      (folder: string) => truncateSync(join(folder, 'tensors.safetensors'), 2 ** 40),
      'tensors.safetensors has more than',
    ],
    [
      'a manifest of a terabyte',
      (folder: string) => truncateSync(join(folder, 'manifest.json'), 2 ** 40),
      'manifest.json has more than 16777216 bytes',
    ],
    [
      'a manifest that nests 10,000 deep',
      (folder: string) => writeFileSync(join(folder, 'manifest.json'), nested('{"a":', '1', '}')),
      'does not hold',
    ],
  ])('are named and set aside: %s', async (_, damage, message) => {
    const folder = temporaryFolder()
    for (const step of [1, 2, 3]) await save(folder, step)
    damage(join(folder, 'step-0000003'))
    flipByte(join(folder, 'step-0000002', 'tensors.safetensors'))
    const loading = loadCheckpoint(disk, join(folder, 'step-0000003'))
    await expect(loading).rejects.toThrow(message)
    await expect(loading).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED', failure: { nearest: ['step-0000001'] } })
    expect(readdirSync(folder).sort()).toEqual(['step-0000001', 'step-0000002', 'step-0000003.damaged'])
  })

  it('are set aside beside earlier ones', async () => {
    const folder = temporaryFolder()
    for (let time = 0; time < 2; time++) {
      await save(folder, 3)
      flipByte(join(folder, 'step-0000003', 'tensors.safetensors'))
      await expect(loadCheckpoint(disk, join(folder, 'step-0000003'))).rejects.toThrow('damaged')
    }
    expect(readdirSync(folder).sort()).toEqual(['step-0000003.damaged', 'step-0000003.damaged-2'])
  })
})

/** Calls that a save of step 8 makes on an undisturbed disk. */
async function callsOfSave(again: boolean): Promise<number> {
  const folder = temporaryFolder()
  if (again) await save(folder, 8)
  const counting = failFrom(Number.POSITIVE_INFINITY, 'ENOSPC')
  await save(folder, 8, failingDisk(counting.fault))
  return counting.calls()
}

describe('a save that fails', () => {
  it.each(['ENOSPC', 'EIO'])('leaves the checkpoint before it, whichever call fails: %s', async (code) => {
    const calls = await callsOfSave(false)
    expect(calls).toBeGreaterThan(8)
    for (let number = 0; number < calls; number++) {
      const folder = temporaryFolder()
      await save(folder, 4)
      await expect(save(folder, 8, failingDisk(failFrom(number, code).fault))).rejects.toMatchObject({ code })
      expect((await loadCheckpoint(disk, join(folder, 'step-0000004'))).snapshot).toEqual(snapshotAt(4))
      // Only the very last call, which makes the new name last, comes after the name is there.
      const names = await listCheckpoints(disk, folder)
      if (number < calls - 1) expect(names).toEqual(['step-0000004'])
      for (const name of names) await loadCheckpoint(disk, join(folder, name))
      await tidyCheckpoints(disk, folder)
      expect(readdirSync(folder).sort()).toEqual(names)
      await save(folder, 8)
      expect((await loadCheckpoint(disk, join(folder, 'step-0000008'))).snapshot).toEqual(snapshotAt(8))
    }
  })

  it('loses no checkpoint that it was to replace', async () => {
    const calls = await callsOfSave(true)
    for (let number = 0; number < calls; number++) {
      const folder = temporaryFolder()
      await save(folder, 8)
      await save(folder, 8, failingDisk(failFrom(number, 'EIO').fault)).catch(() => undefined)
      await tidyCheckpoints(disk, folder)
      expect(readdirSync(folder)).toEqual(['step-0000008'])
      expect((await loadCheckpoint(disk, join(folder, 'step-0000008'))).snapshot).toEqual(snapshotAt(8))
    }
  })
})
