import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { chooseEngine } from '../../../../src-main/trainer/compute/engines/registry'
import { disk } from '../../../../src-main/trainer/files/disk'
import { serveFrames } from '../../../../src-main/trainer/latent/frame-server'
import type { LoadedGenerator } from '../../../../src-main/trainer/latent/generator'
import { Generators } from '../../../../src-main/trainer/latent/generators'
import { fixedLatents } from '../../../../src-main/trainer/noise'
import { composeGrid } from '../../../../src-main/trainer/pictures/grid'
import { byteOf } from '../../../../src-main/trainer/pictures/pixels'
import { decodePng } from '../../../../src-main/trainer/pictures/png'
import type { ProcessPort } from '../../../../src-shared/contract/fork-ports'
import { decodeAnswer, encodeRequest, type FrameAnswer } from '../../../../src-shared/latent/frames'
import { latentOf } from '../../../../src-shared/latent/vectors'
import { adversarialConfig } from '../../../support/adversarial'
import { discs } from '../../../support/discs'
import { narrow } from '../../../support/narrow'
import { portPair } from '../../../support/node-port'
import { recordRun } from '../../../support/recorded-run'
import { presetConfig } from '../../../support/studio-records'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyConfig, tinyRequest } from '../../../support/tiny-run'

const { latent, image } = tinyConfig.architecture

/** A trained tiny run, and its last checkpoint's generator. */
async function trained(): Promise<{ folder: string; generators: Generators; generator: LoadedGenerator }> {
  const folder = temporaryFolder()
  await recordRun(tinyRequest(folder))
  const generators = new Generators(disk, chooseEngine)
  const generator = await generators.open('session', join(folder, 'checkpoints/step-0000020'))
  onTestFinished(() => generators.close('session'))
  return { folder, generators, generator }
}

const seeds = (count: number): Float32Array => {
  const latents = new Float32Array(count * latent.size)
  for (let seed = 0; seed < count; seed++) latents.set(latentOf(seed, latent), seed * latent.size)
  return latents
}

describe('a loaded generator', () => {
  it('draws what the run itself sampled last', async () => {
    const { folder, generator } = await trained()
    expect(generator).toMatchObject({ step: 20, latent, image })
    const values = await generator.draw(fixedLatents(tinyConfig.seed, latent, tinyConfig.samples.count))
    const kept = await decodePng(await disk.read(join(folder, 'samples/step-0000020.png')), 'sample')
    expect(composeGrid([values], image)).toEqual(kept)
  })

  it('of a conditional run draws the class that is asked for, and the run’s grid has a row for each', async () => {
    const folder = temporaryFolder()
    const { architecture, objective } = adversarialConfig(presetConfig('cgan'))
    const small = narrow(architecture, 16)
    const classes = small.classes ?? 0
    const changes = { architecture: small, objective, duration: { unit: 'steps', count: 20 } } as const
    const request = tinyRequest(folder, { ...changes, samples: { ...tinyConfig.samples, count: 2 * classes } })
    await recordRun({ ...request, images: discs(folder, 50, small) })
    const generators = new Generators(disk, chooseEngine)
    const generator = await generators.open('session', join(folder, 'checkpoints/step-0000020'))
    onTestFinished(() => generators.close('session'))
    const columns = fixedLatents(tinyConfig.seed, small.latent, 2)
    const rows: number[] = []
    for (let label = 0; label < classes; label++) rows.push(...(await generator.draw(columns, label)))
    const kept = await decodePng(await disk.read(join(folder, 'samples/step-0000020.png')), 'sample')
    expect(composeGrid([Float32Array.from(rows)], small.image, classes)).toEqual(kept)
    expect(kept.width).toBe(2 * 29 + 1)
    // Without a class they come in turn.
    const [first = new Float32Array()] = [columns.subarray(0, small.latent.size)]
    const all = Float32Array.from({ length: classes * first.length }, (_, i) => first[i % first.length] ?? 0)
    const turns = await generator.draw(all)
    for (const label of [0, 3, classes - 1]) {
      const alone = await generator.draw(first, label)
      for (const i of [0, 400, 783]) expect(turns[label * 784 + i]).toBeCloseTo(alone[i] ?? Number.NaN, 5)
    }
    const [one, other] = [await generator.draw(first, 0), await generator.draw(first, 1)]
    expect(one).not.toEqual(other)
  })

  it('draws any number of latents, each alike alone and among others', async () => {
    const { generator } = await trained()
    const many = await generator.draw(seeds(37))
    expect(many).toHaveLength(37 * 16)
    for (const seed of [0, 15, 16, 36]) {
      const alone = await generator.draw(latentOf(seed, latent))
      for (let i = 0; i < 16; i++) expect(many[seed * 16 + i]).toBeCloseTo(alone[i] ?? Number.NaN, 5)
    }
  })

  it('answers calls that are made at once, each with its own images', async () => {
    const { generator } = await trained()
    const apart: Float32Array[] = []
    for (let seed = 0; seed < 4; seed++) apart.push(await generator.draw(latentOf(seed, latent)))
    const atOnce = await Promise.all([0, 1, 2, 3].map((seed) => generator.draw(latentOf(seed, latent))))
    expect(atOnce).toEqual(apart)
  })

  it('is not there after its session is closed', async () => {
    const { generators } = await trained()
    await generators.close('session')
    expect(() => generators.require('session')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
    await generators.close('session')
  })

  it('needs a checkpoint that exists', async () => {
    const generators = new Generators(disk, chooseEngine)
    await expect(generators.open('s', join(temporaryFolder(), 'checkpoints/step-0000001'))).rejects.toMatchObject({
      code: 'UNKNOWN_CHECKPOINT',
    })
  })
})

/** Sends requests and answers with as many answers as wanted, in the order of their arrival. */
function exchange(port: ProcessPort, requests: readonly unknown[], wanted: number): Promise<FrameAnswer[]> {
  return new Promise((resolve) => {
    const answers: FrameAnswer[] = []
    port.on('message', (event) => {
      const answer = decodeAnswer(event?.data)
      if (answer) answers.push(answer)
      if (answers.length === wanted) resolve(answers)
    })
    port.start()
    for (const request of requests) port.postMessage(request)
  })
}

describe('the frame server', () => {
  it('answers in order, and refuses what is malformed by its number', async () => {
    const { generator } = await trained()
    const [page, server] = portPair()
    serveFrames(server, () => generator)
    server.start()
    const good = (request: number, count: number) =>
      encodeRequest({ request, count, label: null, latents: seeds(count) })
    const wrong = encodeRequest({ request: 2, count: 3, label: null, latents: new Float32Array(1) })
    const answers = await exchange(page, [good(1, 1), 'nonsense', wrong, good(3, 20), good(4, 1)], 4)
    expect(answers.map(({ request, count }) => [request, count])).toEqual([
      [1, 1],
      [2, 0],
      [3, 20],
      [4, 1],
    ])
    expect(answers[2]).toMatchObject({ height: 4, width: 4 })
    const values = await generator.draw(seeds(1))
    const rgba = [...values].flatMap((value) => [byteOf(value), byteOf(value), byteOf(value), 255])
    expect([...(answers[0]?.pixels ?? [])]).toEqual(rgba)
  })

  it('refuses while the session is not open, and serves it once it is', async () => {
    const { generator } = await trained()
    const [page, server] = portPair()
    let open = false
    serveFrames(server, () => (open ? generator : undefined))
    server.start()
    const request = encodeRequest({ request: 5, count: 1, label: null, latents: seeds(1) })
    expect((await exchange(page, [request], 1))[0]).toMatchObject({ request: 5, count: 0 })
    open = true
    expect((await exchange(page, [request], 1))[0]).toMatchObject({ request: 5, count: 1 })
  })
})
