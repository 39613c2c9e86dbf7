import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import { exportGenerator } from '../../src-main/trainer/export/export'
import { disk } from '../../src-main/trainer/files/disk'
import { LoadedGenerator } from '../../src-main/trainer/latent/generator'
import { byteOf } from '../../src-main/trainer/pictures/pixels'
import { exportedContent, exportedGenerators, exportedLatents } from '../support/exported-generators'
import { drawWithTensorFlow } from '../support/tensorflow-model'

/** What Python's onnxruntime drew with the exported Python of the exported ONNX: bytes as base64, by generator and latent. */
const drawn = z
  .record(z.string(), z.record(z.string(), z.string()))
  .parse(JSON.parse(readFileSync(new URL('exported.json', import.meta.url), 'utf8')))

/** Where exports go: to a folder that stays, for the Python that makes the fixture, or to one that does not. */
const wanted = process.env['EXPORTED']
const folder = wanted ?? mkdtempSync(join(tmpdir(), 'gan-studio-test-'))
afterAll(() => {
  if (wanted === undefined) rmSync(folder, { recursive: true, force: true })
})

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0)

test.each(Object.entries(exportedGenerators))(
  'a %s generator draws in the window, in Python’s onnxruntime and in TensorFlow.js the same to one level',
  async (name, exported) => {
    const { config, label } = exported
    const generator = new LoadedGenerator(exportedContent(exported), config, engines['compiled-cpu'])
    await exportGenerator(disk, generator, 'onnx', join(folder, name))
    await exportGenerator(disk, generator, 'tfjs', join(folder, `${name}-tfjs`))
    const { latent, classes } = generator
    for (const identifier of exportedLatents) {
      const point = parsePoint(identifier)
      const values = (point && latentOfPoint(point, latent)) ?? new Float32Array()
      const own = await generator.draw(values, label)
      const python = Buffer.from(drawn[name]?.[identifier] ?? '', 'base64')
      expect(python).toHaveLength(own.length)
      expect(furthest([...own].map(byteOf), python)).toBeLessThanOrEqual(1)
      const labels =
        classes === undefined ? {} : { labels: Float32Array.from({ length: classes }, (_, i) => +(i === label)) }
      const { values: tensorFlow } = await drawWithTensorFlow(join(folder, `${name}-tfjs`), { z: values, ...labels })
      expect(furthest(own, tensorFlow)).toBeLessThan(1e-5)
    }
    await generator.close()
  },
)
