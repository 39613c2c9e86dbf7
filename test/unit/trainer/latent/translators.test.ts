import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCheckpoint } from '../../../../src-main/trainer/checkpoint/store'
import { chooseEngine, engines } from '../../../../src-main/trainer/compute/engines/registry'
import { toBytes } from '../../../../src-main/trainer/evaluation/images'
import { disk } from '../../../../src-main/trainer/files/disk'
import { Generators } from '../../../../src-main/trainer/latent/generators'
import { Translators } from '../../../../src-main/trainer/latent/translators'
import { decodePng } from '../../../../src-main/trainer/pictures/png'
import { buildProgram } from '../../../../src-main/trainer/program/build'
import { pickArray } from '../../../support/eager'
import { recordRun } from '../../../support/recorded-run'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyLabelledImages } from '../../../support/tiny-classifier'
import { tinyCycle } from '../../../support/tiny-cycle'
import { tinyRequest } from '../../../support/tiny-run'

const pixelsOf = async (url: string) => {
  const { pixels } = await decodePng(Buffer.from(url.split(',')[1] ?? '', 'base64'), 'picture')
  return [...pixels].filter((_, i) => i % 4 === 0)
}

describe('translations', () => {
  it('are what the run’s own generators make, there and back, and each direction has its own', async () => {
    const folder = temporaryFolder()
    await recordRun({ ...tinyRequest(folder), config: tinyCycle, images: tinyLabelledImages(folder) })
    const checkpoint = join(folder, 'checkpoints/step-0000020')
    const translators = new Translators(new Generators(disk, chooseEngine))
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => (i * 53) % 256)
    const { snapshot } = await loadCheckpoint(disk, checkpoint)
    const executor = await engines.reference.prepare(buildProgram(tinyCycle, 1), snapshot.state)
    for (const from of ['a', 'b'] as const) {
      const { translated, back, error } = await translators.translate(checkpoint, bytes, from)
      const name = `translations-from-${from}`
      pickArray(executor.feeds[name] ?? {}, `real/${from}`).set(bytes)
      const both = await executor.infer(name)
      const [there, again] = [toBytes(both.subarray(0, 16)), toBytes(both.subarray(16))]
      expect(await pixelsOf(translated)).toEqual([...there])
      expect(await pixelsOf(back)).toEqual([...again])
      const apart = Math.sqrt(again.reduce((sum, value, i) => sum + (value - (bytes[i] ?? 0)) ** 2, 0) / 16)
      expect(error).toBeCloseTo(apart, 5)
    }
    executor.dispose()
    await expect(translators.translate(checkpoint, new Uint8Array(9), 'a')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
  })

  it('are refused by a family that makes none', async () => {
    const folder = temporaryFolder()
    await recordRun(tinyRequest(folder))
    const translators = new Translators(new Generators(disk, chooseEngine))
    const work = translators.translate(join(folder, 'checkpoints/step-0000020'), new Uint8Array(16), 'a')
    await expect(work).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })
})
