// Draws pictures of latents in a browser with TensorFlow.js: `npm install @tensorflow/tfjs` in this folder.

import { latent } from './latents.js'
import * as tf from './node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js'
import { labelsOf, model, toImageData } from './pictures.js'

const generator = await tf.loadGraphModel(new URL('generator.json', import.meta.url).href)

/** The picture of a latent identifier as ImageData. `label` is a class or a blend such as '3+7@0.4', for models that take one. */
export async function draw(identifier, label = 0) {
  const feeds = { z: tf.tensor2d(latent(identifier, model.latent), [1, model.latent.size]) }
  if (model.classes) feeds.labels = tf.tensor2d(labelsOf(label), [1, model.classes])
  const images = generator.execute(feeds, 'images')
  const values = await images.data()
  tf.dispose([images, ...Object.values(feeds)])
  return toImageData(values)
}
