// Draws pictures of latents in a browser with onnxruntime-web: `npm install onnxruntime-web` in this folder.

import { latent } from './latents.js'
import * as ort from './node_modules/onnxruntime-web/dist/ort.wasm.min.mjs'
import { labelsOf, model, toImageData } from './pictures.js'

const file = await fetch(new URL('generator.onnx', import.meta.url))
const session = await ort.InferenceSession.create(new Uint8Array(await file.arrayBuffer()))

/** The picture of a latent identifier as ImageData. `label` is a class or a blend such as '3+7@0.4', for models that take one. */
export async function draw(identifier, label = 0) {
  const { size } = model.latent
  const feeds = { z: new ort.Tensor('float32', latent(identifier, model.latent), [1, size]) }
  if (model.classes) feeds.labels = new ort.Tensor('float32', labelsOf(label), [1, model.classes])
  const { images } = await session.run(feeds)
  return toImageData(images.data)
}
