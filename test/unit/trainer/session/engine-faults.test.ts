import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCheckpoint } from '../../../../src-main/trainer/checkpoint/store'
import type { Engine } from '../../../../src-main/trainer/compute/engine'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { disk } from '../../../../src-main/trainer/files/disk'
import { memoryWarning, withMemoryAdvice } from '../../../../src-main/trainer/session/memory-advice'
import { batchFor, memoryNeed, memoryOf } from '../../../../src-shared/compute/memory'
import { recordRun } from '../../../support/recorded-run'
import { deviceLost, outOfMemory, scriptedEngine } from '../../../support/scripted-engine'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyConfig, tinyRequest } from '../../../support/tiny-run'

const throwing = (error: Error) => () => {
  throw error
}
/** Fails in the first update of the seventh step. */
const atStep7 = (error: Error): Engine =>
  scriptedEngine('compiled-cpu', {
    onRun: (_phase, updates) => {
      if (updates === 13) throw error
    },
  })
const on = (engine: Engine) => ({ chooseEngine: async () => engine })
const stateAt20 = async (folder: string) =>
  (await loadCheckpoint(disk, join(folder, 'checkpoints', 'step-0000020'))).snapshot

describe('an engine that fails', () => {
  it('at its start ends the run with its reason, and the run starts on another engine', async () => {
    const request = tinyRequest(temporaryFolder())
    const broken = scriptedEngine('compiled-cpu', { onPrepare: throwing(deviceLost()) })
    const failed = await recordRun(request, undefined, on(broken))
    expect(failed.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'ENGINE_UNAVAILABLE' } })
    expect((await recordRun({ ...request, engine: 'reference' })).at(-1)?.type).toBe('completed')
  })

  it.each([
    ['loses its device', deviceLost(), 'ENGINE_UNAVAILABLE', 'Resume on another engine.'],
    ['runs out of memory', outOfMemory(), 'OUT_OF_MEMORY', 'Start a run with a batch of 4,'],
    [
      'runs out of JavaScript’s memory',
      new RangeError('Array buffer allocation failed'),
      'OUT_OF_MEMORY',
      'a batch of 4,',
    ],
  ])(
    'in a step, because it %s, ends the run with advice, and the run goes on elsewhere with its exact state',
    async (_, error, code, advice) => {
      const [folder, whole] = [temporaryFolder(), temporaryFolder()]
      const failed = await recordRun(tinyRequest(folder, { engine: 'auto' }), undefined, {
        ...on(atStep7(error)),
        usableEngines: async () => [atStep7(error)],
      })
      expect(failed.at(-1)).toMatchObject({ type: 'failed', failure: { code, next: expect.stringContaining(advice) } })
      expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-0000004'])
      const request = tinyRequest(folder, { engine: 'auto' }, 'step-0000004')
      const resumed = await recordRun({ ...request, engine: 'reference' }, undefined, on(engines.reference))
      expect(resumed.at(-1)?.type).toBe('completed')
      await recordRun(tinyRequest(whole))
      expect(await stateAt20(folder)).toEqual(await stateAt20(whole))
    },
  )
})

describe('advice on memory', () => {
  const need = memoryNeed(tinyConfig)

  it('grows with the batch, and the batch that fits is the largest that does', () => {
    expect(memoryOf(need, 9) - memoryOf(need, 8)).toBeCloseTo(need.perImage, 6)
    const bytes = memoryOf(need, 100) + 1
    expect(batchFor(need, bytes)).toBe(100)
    expect(batchFor(need, need.fixed - 1)).toBe(0)
  })

  it('tells the batch that the free memory would do for, and speaks of networks where none would', () => {
    const config = { ...tinyConfig, batchSize: 4000 }
    const told = (free: number) => withMemoryAdvice(outOfMemory(), config, free)
    expect(told(memoryOf(need, 100) + 1)).toMatchObject({
      failure: { next: expect.stringContaining('a batch of 100,') },
    })
    expect(told(2 ** 40)).toMatchObject({ failure: { next: expect.stringContaining('a batch of 2000,') } })
    expect(told(0)).toMatchObject({ failure: { next: expect.stringContaining('smaller networks') } })
    const other = new Error('something else')
    expect(withMemoryAdvice(other, config, 0)).toBe(other)
  })

  it('warns before the start only where the computer has too little', () => {
    expect(memoryWarning(tinyConfig, 2 ** 34)).toBeUndefined()
    expect(memoryWarning({ ...tinyConfig, batchSize: 4096 }, memoryOf(need, 10) + 1)).toContain(
      'A batch of 10 would fit.',
    )
  })
})
