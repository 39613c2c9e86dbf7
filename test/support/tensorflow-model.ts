import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import { loadGraphModel } from '@tensorflow/tfjs-converter'
import { setBackend, tensor } from '@tensorflow/tfjs-core'
import { z } from 'zod'

const Model = z.object({
  modelTopology: z.object({}).loose(),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string()),
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.int()), dtype: z.enum(['float32', 'int32', 'bool']) }),
      ),
    }),
  ),
})

/** What an exported graph model puts out for one latent, computed by TensorFlow.js itself. */
export async function drawWithTensorFlow(folder: string, inputs: Readonly<Record<string, Float32Array>>) {
  await setBackend('cpu')
  const { modelTopology, weightsManifest } = Model.parse(
    JSON.parse(readFileSync(join(folder, 'generator.json'), 'utf8')),
  )
  const bytes = readFileSync(join(folder, 'generator.bin'))
  const model = await loadGraphModel({
    load: async () => ({
      modelTopology,
      format: 'graph-model',
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: Uint8Array.from(bytes).buffer,
    }),
  })
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, values]) => [name, tensor(values, [1, values.length], 'float32')]),
  )
  const images = model.execute(feeds, 'images')
  if (Array.isArray(images)) throw new Error('there is more than one output')
  return { shape: images.shape, values: Float32Array.from(await images.data()) }
}
