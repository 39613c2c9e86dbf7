import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openInlineFeeds } from '../../../src-main/trainer/batches/feeds'
import { decodeSafetensors } from '../../../src-main/trainer/checkpoint/safetensors'
import { chooseEngine } from '../../../src-main/trainer/compute/engines/registry'
import { disk } from '../../../src-main/trainer/files/disk'
import { initialRunState } from '../../../src-main/trainer/program/build'
import { writeReplay } from '../../../src-main/trainer/replay/bundle'
import { PlannedChange } from '../../../src-shared/runs/change'
import { pickArray } from '../../support/eager'
import { temporaryFolder } from '../../support/temporary-folder'
import { tinyConfig, tinyImages } from '../../support/tiny-run'

const Bundle = z.strictObject({
  format: z.literal('gan-studio-replay'),
  version: z.literal(1),
  engine: z.string(),
  changes: z.array(PlannedChange),
  updates: z.array(
    z.strictObject({
      file: z.string(),
      step: z.int(),
      phase: z.string(),
      update: z.int(),
      learningRate: z.number(),
      measures: z.record(z.string(), z.number()),
    }),
  ),
})
const config = { ...tinyConfig, discriminatorSteps: 2 }

async function written(folder = temporaryFolder(), changes: PlannedChange[] = []) {
  const out = join(folder, 'bundle')
  const tools = { disk, chooseEngine, openFeeds: openInlineFeeds }
  await writeReplay({ config, changes, images: tinyImages(folder), steps: 2, folder: out }, tools)
  const tensorsOf = (file: string) => decodeSafetensors(new Uint8Array(readFileSync(join(out, file)))).tensors
  const bundle = Bundle.parse(JSON.parse(readFileSync(join(out, 'bundle.json'), 'utf8')))
  return { folder, out, bundle, tensorsOf, json: JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')) }
}

describe('a replay bundle', () => {
  test('has a file for every update and says what each was', async () => {
    const { out, bundle, json } = await written()
    expect(json).toEqual(config)
    expect(bundle.updates.map(({ step, phase, update }) => [step, phase, update])).toEqual([
      [1, 'discriminator', 0],
      [1, 'discriminator', 1],
      [1, 'generator', 0],
      [2, 'discriminator', 2],
      [2, 'discriminator', 3],
      [2, 'generator', 1],
    ])
    const files = bundle.updates.map(({ file }) => file)
    expect(readdirSync(out).sort()).toEqual(['bundle.json', 'config.json', ...files].sort())
    for (const { measures } of bundle.updates) expect(measures['loss']).toBeGreaterThan(0)
  })

  test('begins at the run’s initial state, and each update where the one before it ended', async () => {
    const { bundle, tensorsOf } = await written()
    let state = initialRunState(config)
    for (const { file, phase } of bundle.updates) {
      const tensors = tensorsOf(file)
      const under = (prefix: string) =>
        Object.fromEntries(
          [...tensors].flatMap(([name, { data }]) =>
            name.startsWith(prefix) ? [[name.slice(prefix.length), data]] : [],
          ),
        )
      expect(under('before/')).toEqual(state)
      state = under('after/')
      const trained = Object.keys(under('gradients/'))
      expect(trained.every((name) => name.startsWith(`${phase}/`))).toBe(true)
      expect(Object.keys(under('slots-after/')).sort()).toEqual(
        trained.flatMap((name) => [`m/${name}`, `v/${name}`]).sort(),
      )
      expect(pickArray(under('feeds/'), 'z')).toHaveLength(config.batchSize * 3)
    }
  })

  test('makes the changes of the run at their steps', async () => {
    const changes: PlannedChange[] = [
      { step: 1, change: { setting: 'discriminatorSteps', value: 1 } },
      { step: 1, change: { setting: 'optimisers.generator.learningRate', value: 0.5 } },
      { step: 2, change: { setting: 'discriminatorSteps', value: 3 } },
    ]
    const { bundle } = await written(temporaryFolder(), changes)
    expect(bundle.changes).toEqual(changes.slice(0, 2))
    expect(bundle.updates.map(({ step, phase, update, learningRate }) => [step, phase, update, learningRate])).toEqual([
      [1, 'discriminator', 0, 0.002],
      [1, 'discriminator', 1, 0.002],
      [1, 'generator', 0, 0.002],
      [2, 'discriminator', 2, 0.002],
      [2, 'generator', 1, 0.5],
    ])
  })

  test('is not written over what is there', async () => {
    const { folder, out } = await written()
    await expect(written(folder)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(readdirSync(folder).sort()).toEqual(['bundle', 'images.u8'])
    writeFileSync(join(out, 'kept'), '')
    expect(readdirSync(out)).toContain('kept')
  })
})
