import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Latent } from '@shared/architecture/spec'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { decodeSafetensors } from '../../../../src-main/trainer/checkpoint/safetensors'
import { chooseEngine } from '../../../../src-main/trainer/compute/engines/registry'
import { exportGenerator } from '../../../../src-main/trainer/export/export'
import { disk } from '../../../../src-main/trainer/files/disk'
import type { LoadedGenerator } from '../../../../src-main/trainer/latent/generator'
import { Generators } from '../../../../src-main/trainer/latent/generators'
import { fillClasses } from '../../../../src-main/trainer/one-hot'
import { parseDrawnClass } from '../../../../src-shared/latent/drawn-class'
import { latentOf } from '../../../../src-shared/latent/vectors'
import { recordRun } from '../../../support/recorded-run'
import { drawWithTensorFlow } from '../../../support/tensorflow-model'
import { tinyConfig, tinyRequest } from '../../../support/tiny-run'

const LatentsModule = z.object({
  latent: z.custom<(identifier: string, latent: Latent) => Float32Array>((value) => typeof value === 'function'),
})
const PicturesModule = z.object({
  labelsOf: z.custom<(label: string | number) => Float32Array>((value) => typeof value === 'function'),
})
const latentCases = z
  .array(z.object({ identifier: z.string(), prior: z.enum(['normal', 'uniform']), values: z.array(z.number()) }))
  .parse(JSON.parse(readFileSync(new URL('../../../oracle/latents.json', import.meta.url), 'utf8')))

let folder: string
let generators: Generators
let generator: LoadedGenerator
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gan-studio-test-'))
  await recordRun(tinyRequest(folder))
  generators = new Generators(disk, chooseEngine)
  generator = await generators.open('session', join(folder, 'checkpoints/step-0000020'))
})
afterAll(async () => {
  await generators.close('session')
  rmSync(folder, { recursive: true, force: true })
})

describe('an exported generator', () => {
  it('draws as ONNX what the studio draws, with no input but the latent', async () => {
    const out = join(folder, 'onnx')
    await exportGenerator(disk, generator, 'onnx', out)
    expect(readdirSync(out).sort()).toEqual([
      'README.md',
      'draw.js',
      'draw.py',
      'generator.onnx',
      'index.html',
      'latents.js',
      'latents.py',
      'model.json',
      'pictures.js',
    ])
    const session = await InferenceSession.create(join(out, 'generator.onnx'))
    expect([session.inputNames, session.outputNames]).toEqual([['z'], ['images']])
    for (const seed of [0, 7]) {
      const z = latentOf(seed, tinyConfig.architecture.latent)
      const { images } = await session.run({ z: new Tensor('float32', z, [1, 3]) })
      const drawn = await generator.draw(z)
      expect(images?.dims).toEqual([1, 4, 4, 1])
      for (const [i, value] of drawn.entries()) expect(images?.data[i]).toBeCloseTo(value, 5)
    }
    await session.release()
    const card = readFileSync(join(out, 'README.md'), 'utf8')
    expect(card).toContain('| Trained on | tiny, split train |')
    expect(card).toContain('| Trained for | 20 steps, 3 epochs, seed 7 |')
  })

  it('draws as a graph model of TensorFlow.js what the studio draws', async () => {
    const out = join(folder, 'tfjs')
    await exportGenerator(disk, generator, 'tfjs', out)
    const drawn = await generator.draw(latentOf(7, tinyConfig.architecture.latent))
    const images = await drawWithTensorFlow(out, { z: latentOf(7, tinyConfig.architecture.latent) })
    expect(images.shape).toEqual([1, 4, 4, 1])
    for (const [i, value] of drawn.entries()) expect(images.values[i]).toBeCloseTo(value, 5)
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain('tf.loadGraphModel')
  })

  it('makes latents in JavaScript of the identifiers that Python reads too', async () => {
    const out = join(folder, 'latents')
    await exportGenerator(disk, generator, 'onnx', out)
    const loaded: unknown = await import(/* @vite-ignore */ join(out, 'latents.js'))
    const { latent } = LatentsModule.parse(loaded)
    for (const { identifier, prior, values } of latentCases) {
      const made = latent(identifier, { size: 5, prior })
      for (const [i, value] of values.entries()) expect(made[i]).toBeCloseTo(value, 5)
    }
    expect(() => latent('nonsense:1', { size: 5, prior: 'normal' })).toThrow()
  })

  it('takes in JavaScript the classes and blends that the studio takes', async () => {
    const out = join(folder, 'labels')
    await exportGenerator(disk, generator, 'onnx', out)
    vi.stubGlobal('fetch', async () => Response.json({ classes: 10 }))
    onTestFinished(() => {
      vi.unstubAllGlobals()
    })
    const loaded: unknown = await import(/* @vite-ignore */ join(out, 'pictures.js'))
    const { labelsOf } = PicturesModule.parse(loaded)
    for (const text of ['0', '9', '3+7@0.4', '7+3@1', '2+2@0.5']) {
      const wanted = new Float32Array(10)
      fillClasses(wanted, 10, () => parseDrawnClass(text) ?? Number.NaN)
      expect(labelsOf(text), text).toEqual(wanted)
    }
    expect(labelsOf(4)).toEqual(labelsOf('4'))
    for (const wrong of ['10', '3+10@0.4', '3+7@1.5', '-1', 'x', '1.5']) expect(() => labelsOf(wrong)).toThrow(wrong)
  })

  it('is its weights as safetensors', async () => {
    const out = join(folder, 'safetensors')
    await exportGenerator(disk, generator, 'safetensors', out)
    const { tensors } = decodeSafetensors(readFileSync(join(out, 'generator.safetensors')))
    const { state } = generator.network(1)
    expect([...tensors.keys()].sort()).toEqual(Object.keys(state).sort())
    expect(tensors.get('generator/hidden/kernel')).toEqual({ shape: [3, 12], data: state['generator/hidden/kernel'] })
  })

  it('goes into no folder that holds something', async () => {
    const out = mkdtempSync(join(folder, 'full-'))
    writeFileSync(join(out, 'mine.txt'), 'mine')
    await expect(exportGenerator(disk, generator, 'onnx', out)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(readdirSync(out)).toEqual(['mine.txt'])
  })
})
